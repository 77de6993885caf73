package io.fixpoint.silence;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.silence.Schedule.State;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Schedule schedule(String start, String end, @Nullable String recurrence) {
        return new Schedule(Instant.parse(start), Instant.parse(end), recurrence, BERLIN, null);
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }

    @Test
    void onceItIsPendingThenActiveThenExpired() {
        Schedule once = schedule("2026-11-24T02:00:00Z", "2026-11-24T04:00:00Z", null);

        assertThat(once.state(at("2026-11-24T01:59:59Z"))).isEqualTo(State.PENDING);
        assertThat(once.nextChange(at("2026-11-24T01:59:59Z"))).contains(once.startsAt());
        assertThat(once.state(once.startsAt())).isEqualTo(State.ACTIVE);
        assertThat(once.nextChange(once.startsAt())).contains(once.endsAt());
        assertThat(once.state(once.endsAt())).isEqualTo(State.EXPIRED);
        assertThat(once.nextChange(once.endsAt())).isEmpty();
    }

    @Test
    void everyTuesdayIsAtTheSameTimeOnTheWallInSummerAndInWinter() {
        Schedule tuesdays = schedule("2026-10-20T02:00:00+02:00", "2026-10-20T04:00:00+02:00", "FREQ=WEEKLY;BYDAY=TU");

        assertThat(tuesdays.upcoming(at("2026-10-20T02:00:00Z"), 2))
                .containsExactly(
                        new Occurrence(at("2026-10-27T02:00:00+01:00"), at("2026-10-27T04:00:00+01:00")),
                        new Occurrence(at("2026-11-03T02:00:00+01:00"), at("2026-11-03T04:00:00+01:00")));
        assertThat(tuesdays.state(at("2026-10-27T03:59:59+01:00"))).isEqualTo(State.ACTIVE);
        assertThat(tuesdays.state(at("2026-10-27T04:00:00+01:00"))).isEqualTo(State.PENDING);
        assertThat(tuesdays.upcoming(at("2036-07-01T00:00:00Z"), 1))
                .containsExactly(new Occurrence(at("2036-07-01T02:00:00+02:00"), at("2036-07-01T04:00:00+02:00")));
    }

    @ParameterizedTest
    @CsvSource({
        // The clocks go forward from 02:00 to 03:00 on 2026-03-29, and back from 03:00 to 02:00 on 2026-10-25.
        "02:00, 04:00, 2026-03-29, 2026-03-29T03:00:00+02:00, PT1H",
        "01:00, 05:00, 2026-03-29, 2026-03-29T01:00:00+01:00, PT3H",
        "02:00, 04:00, 2026-10-25, 2026-10-25T02:00:00+02:00, PT3H",
        "01:30, 02:30, 2026-10-25, 2026-10-25T01:30:00+02:00, PT2H",
        "22:00, 06:00, 2026-10-24, 2026-10-24T22:00:00+02:00, PT9H",
    })
    void whenTheClocksAreChangedWallTimesStay(String from, String to, String day, String start, Duration length) {
        String first = "2026-03-01T";
        String last = to.compareTo(from) > 0 ? "2026-03-01T" : "2026-03-02T";
        Schedule daily = schedule(first + from + ":00+01:00", last + to + ":00+01:00", "FREQ=DAILY");

        Instant midnight = at(day + "T12:00:00Z").minus(Duration.ofHours(10));
        Occurrence found = daily.upcoming(at(day + "T00:00:00Z").minus(Duration.ofDays(1)), 4).stream()
                .filter(one -> one.startsAt().equals(at(start)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no occurrence at " + start + " in " + daily.upcoming(midnight.minus(Duration.ofDays(1)), 4)));
        assertThat(Duration.between(found.startsAt(), found.endsAt())).isEqualTo(length);
    }

    @Test
    void anHourThatThereIsNotIsLeftOut() {
        Schedule daily = schedule("2026-03-27T02:00:00+01:00", "2026-03-27T03:00:00+01:00", "FREQ=DAILY");

        assertThat(daily.upcoming(at("2026-03-28T12:00:00Z"), 1))
                .extracting(Occurrence::startsAt)
                .containsExactly(at("2026-03-30T02:00:00+02:00"));
    }

    @Test
    void itIsOverAfterTheLastOccurrenceAndWhenItWasEnded() {
        Schedule twice = schedule("2026-11-24T02:00:00Z", "2026-11-24T04:00:00Z", "FREQ=DAILY;COUNT=2");

        assertThat(twice.upcoming(at("2026-11-20T00:00:00Z"), 5)).hasSize(2);
        assertThat(twice.state(at("2026-11-25T03:59:59Z"))).isEqualTo(State.ACTIVE);
        assertThat(twice.state(at("2026-11-25T04:00:00Z"))).isEqualTo(State.EXPIRED);
        Schedule ended = twice.ended(at("2026-11-24T03:00:00Z"));
        assertThat(ended.state(at("2026-11-24T03:00:00Z"))).isEqualTo(State.EXPIRED);
        assertThat(ended.upcoming(at("2026-11-24T03:00:00Z"), 5)).isEqualTo(List.of());
    }

    @Test
    void untilIsInclusive() {
        Schedule until = schedule("2026-11-24T02:00:00Z", "2026-11-24T04:00:00Z", "FREQ=DAILY;UNTIL=20261126T020000Z");

        assertThat(until.upcoming(at("2026-11-25T12:00:00Z"), 5))
                .extracting(Occurrence::startsAt)
                .containsExactly(at("2026-11-26T02:00:00Z"));
    }
}
