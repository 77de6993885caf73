package io.fixpoint.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.live.LiveChange.Change;
import io.fixpoint.live.LiveChange.Kind;
import io.fixpoint.live.LiveEvents.Numbered;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveEventsTest {
    private final LiveEvents events = new LiveEvents("life");

    private static LiveChange task(String id, Change change) {
        return new LiveChange(Kind.TASK, id, null, change, null, Instant.EPOCH);
    }

    @Test
    void changesOfTheSameThingAreOneEvent() {
        events.add(task("t1", Change.CREATED));
        events.add(task("t1", Change.CHANGED));
        events.add(task("t2", Change.CHANGED));
        events.add(task("t2", Change.ENDED));

        assertThat(events.gather()).isTrue();
        assertThat(events.gather()).isFalse();
        assertThat(events.after(0))
                .hasValueSatisfying(all -> assertThat(all)
                        .containsExactly(
                                new Numbered(1, task("t1", Change.CREATED)),
                                new Numbered(2, task("t2", Change.ENDED))));
    }

    @Test
    void tooManyThingsAreOneEventThatNamesNone() {
        for (int i = 0; i < 10 * LiveEvents.MANY; i++) {
            events.add(task("t" + i, Change.CREATED));
        }
        events.gather();

        assertThat(events.after(0))
                .hasValue(List.of(
                        new Numbered(1, new LiveChange(Kind.TASK, null, null, Change.CHANGED, null, Instant.EPOCH))));
    }

    @Test
    void whatIsNoLongerKeptIsSaidToBeMissing() {
        for (int i = 0; i <= LiveEvents.KEPT; i++) {
            events.add(task("t" + i, Change.CHANGED));
            events.gather();
        }

        assertThat(events.after(0)).isEmpty();
        assertThat(events.after(1)).hasValueSatisfying(all -> assertThat(all).hasSize(LiveEvents.KEPT));
        assertThat(events.after(events.last())).hasValue(List.of());
        assertThat(events.after(events.last() + 1)).isEmpty();
    }

    @Test
    void idsOfAnotherLifeAreNone() {
        assertThat(events.number(events.id(7))).hasValue(7L);
        assertThat(events.number("other-7")).isEmpty();
        assertThat(events.number("life-x")).isEmpty();
        assertThat(events.number(null)).isEmpty();
    }
}
