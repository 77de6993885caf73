package io.fixpoint.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import io.fixpoint.replay.Course.Episode;
import io.fixpoint.replay.Course.OpenedIncident;
import io.fixpoint.replay.Course.Recovery;
import io.fixpoint.replay.Course.Taken;
import io.fixpoint.replay.Difference.AnomalyChange;
import io.fixpoint.replay.Difference.Change;
import io.fixpoint.replay.Difference.IncidentChange;
import io.fixpoint.replay.Difference.What;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How episodes of two courses are matched, and what is told of the pairs. */
class DifferencesTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void equalCoursesHaveNoDifference() {
        Course course = course(episode("queue", 0, 10, 60L), episode("queue", 100, 110, null));

        assertThat(Differences.between(course, course).isEmpty()).isTrue();
    }

    @Test
    void aFaultFoundSoonerIsEarlierByTheSecondsBetweenItsFirings() {
        assertThat(compare(List.of(episode("queue", 0, 30, 60L)), List.of(episode("queue", 0, 18, 60L))))
                .extracting(AnomalyChange::change, AnomalyChange::what, AnomalyChange::bySeconds)
                .containsExactly(tuple(Change.EARLIER, What.FIRED, 12.0));
    }

    @Test
    void anEndThatHasNotComeIsLater() {
        assertThat(compare(List.of(episode("queue", 0, 10, 60L)), List.of(episode("queue", 0, 10, null))))
                .extracting(AnomalyChange::change, AnomalyChange::what, AnomalyChange::bySeconds)
                .containsExactly(tuple(Change.LATER, What.CLEARED, null));
    }

    @Test
    void anotherIdentityIsNeverMatched() {
        assertThat(compare(List.of(episode("queue", 0, 10, 60L)), List.of(episode("backlog", 0, 10, 60L))))
                .extracting(AnomalyChange::change, AnomalyChange::name)
                .containsExactlyInAnyOrder(tuple(Change.GONE, "queue"), tuple(Change.NEW, "backlog"));
    }

    @Test
    void oneThatFallsIntoPartsIsMatchedWithTheFirstAndTheOthersSayWhatTheyAre() {
        List<AnomalyChange> changes = compare(
                List.of(episode("queue", 0, 10, 300L)),
                List.of(episode("queue", 0, 10, 100L), episode("queue", 150, 160, 300L)));

        assertThat(changes)
                .extracting(AnomalyChange::change, AnomalyChange::what)
                .containsExactlyInAnyOrder(tuple(Change.NEW, null), tuple(Change.EARLIER, What.CLEARED));
        assertThat(changes)
                .filteredOn(change -> change.change() == Change.NEW)
                .first()
                .satisfies(change -> assertThat(change.note()).contains("Part of the one that began at " + NOON));
    }

    @Test
    void partsThatGrowTogetherAreOneAndTheOthersAreGone() {
        assertThat(compare(
                        List.of(episode("queue", 0, 10, 100L), episode("queue", 150, 160, 300L)),
                        List.of(episode("queue", 0, 10, 300L))))
                .extracting(AnomalyChange::change, AnomalyChange::what)
                .containsExactlyInAnyOrder(tuple(Change.GONE, null), tuple(Change.LATER, What.CLEARED));
    }

    @Test
    void aShortOneFoundALittleLaterIsTheSameAndOneFoundHoursLaterIsNot() {
        assertThat(compare(List.of(episode("queue", 0, 0, 30L)), List.of(episode("queue", 90, 90, 120L))))
                .extracting(AnomalyChange::change, AnomalyChange::what)
                .containsExactlyInAnyOrder(tuple(Change.LATER, What.FIRED), tuple(Change.LATER, What.CLEARED));
        assertThat(compare(List.of(episode("queue", 0, 0, 30L)), List.of(episode("queue", 9_000, 9_000, 9_030L))))
                .extracting(AnomalyChange::change)
                .containsExactly(Change.GONE, Change.NEW);
    }

    @Test
    void anEpisodeThatOverlapsIsPreferredToANearerStart() {
        assertThat(compare(
                        List.of(episode("queue", 100, 100, 200L)),
                        List.of(episode("queue", 60, 60, 90L), episode("queue", 150, 150, 200L))))
                .extracting(AnomalyChange::change, AnomalyChange::live, AnomalyChange::candidate)
                .containsExactlyInAnyOrder(
                        tuple(Change.NEW, null, NOON.plusSeconds(60)),
                        tuple(Change.LATER, NOON.plusSeconds(100), NOON.plusSeconds(150)));
    }

    @Test
    void oneThatOnlyWaitedIsNewWhenItFires() {
        assertThat(compare(List.of(episode("queue", 0, null, 30L)), List.of(episode("queue", 0, 10, 30L))))
                .extracting(AnomalyChange::change, AnomalyChange::fires, AnomalyChange::note)
                .containsExactly(tuple(Change.NEW, true, "Live it was pending and did not fire."));
    }

    @Test
    void incidentsRecoveriesAndDecisionsAreMatchedByWhatTheyAreAbout() {
        Course live = new Course(
                List.of(),
                List.of(incident("mail", 10, Severity.MAJOR), incident("shop", 20, Severity.MAJOR)),
                List.of(new Recovery("recovery", "mail", "mail", NOON, List.of("open"))),
                List.of(new Taken("Notify", List.of("notify", "mail", "look"), NOON, List.of("tell"))),
                List.of());
        Course candidate = new Course(
                List.of(),
                List.of(incident("mail", 4, Severity.CRITICAL), incident("mail", 5_000, Severity.MAJOR)),
                List.of(new Recovery("restart", "mail", "mail", NOON, List.of("open"))),
                List.of(),
                List.of());

        Difference difference = Differences.between(live, candidate);

        assertThat(difference.incidents())
                .extracting(IncidentChange::change, IncidentChange::correlationKey)
                .containsExactlyInAnyOrder(
                        tuple(Change.EARLIER, "mail"),
                        tuple(Change.SEVERITY, "mail"),
                        tuple(Change.GONE, "shop"),
                        tuple(Change.NEW, "mail"));
        assertThat(difference.recoveries())
                .extracting(change -> change.change(), change -> change.process())
                .containsExactlyInAnyOrder(tuple(Change.GONE, "recovery"), tuple(Change.NEW, "restart"));
        assertThat(difference.decisions()).extracting(change -> change.change()).containsExactly(Change.GONE);
    }

    private static List<AnomalyChange> compare(List<Episode> live, List<Episode> candidate) {
        return EpisodeDifferences.between(live, candidate);
    }

    private static Course course(Episode... episodes) {
        return new Course(List.of(episodes), List.of(), List.of(), List.of(), List.of());
    }

    private static OpenedIncident incident(String key, long second, Severity severity) {
        return new OpenedIncident(key, key, "It fails", severity, NOON.plusSeconds(second));
    }

    private static Episode episode(String name, long start, @Nullable Integer firing, @Nullable Long cleared) {
        return new Episode(
                name,
                "mail",
                null,
                Map.of(),
                Severity.MAJOR,
                cleared != null
                        ? Anomaly.Status.CLEARED
                        : firing == null ? Anomaly.Status.PENDING : Anomaly.Status.FIRING,
                NOON.plusSeconds(start),
                firing == null ? null : NOON.plusSeconds(firing),
                cleared == null ? null : NOON.plusSeconds(cleared),
                cleared == null ? null : "condition",
                List.of(name));
    }
}
