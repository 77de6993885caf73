package io.fixpoint.replay;

import io.fixpoint.detection.DetectionHistory;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.fact.Severity;
import io.fixpoint.replay.Course.Episode;
import io.fixpoint.replay.Course.OpenedIncident;
import io.fixpoint.triage.Decided;
import io.fixpoint.triage.TriageHistory;
import io.fixpoint.triage.TriageRound;
import io.fixpoint.triage.TriageRound.SeenIncident;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was recorded of a span of the log. */
final class RecordedCourse {
    private static final int PAGE = 200;

    private final Map<String, String> correlationKeys = new HashMap<>();
    private final CourseDecisions decisions = new CourseDecisions(id -> correlationKeys.getOrDefault(id, id));
    private final Map<String, Opened> opened = new LinkedHashMap<>();

    private record Opened(SeenIncident incident, Instant at, Severity worst) {}

    private RecordedCourse() {}

    /**
     * Reads it.
     *
     * @param after the last position before the span
     * @param upTo the last position of the span
     * @param lastRound the last round of triage that counts
     */
    static Course read(DetectionHistory detection, TriageHistory triage, long after, long upTo, long lastRound) {
        RecordedCourse course = new RecordedCourse();
        long sequence = 0;
        while (true) {
            List<TriageRound> page = triage.read(sequence, upTo, PAGE);
            if (page.isEmpty()) {
                break;
            }
            page.stream()
                    .filter(round -> round.sequence() <= lastRound)
                    .forEach(round -> course.add(round, round.position() <= after));
            sequence = page.get(page.size() - 1).sequence();
        }
        return new Course(
                detection.during(after, upTo).stream()
                        .map(past -> episode(past.record(), past.worst()))
                        .toList(),
                course.opened.values().stream().map(RecordedCourse::incident).toList(),
                course.decisions.recoveries(),
                course.decisions.taken(),
                List.of());
    }

    private void add(TriageRound round, boolean before) {
        for (SeenIncident incident : round.before()) {
            correlationKeys.putIfAbsent(incident.id(), incident.correlationKey());
            worse(incident);
        }
        for (SeenIncident incident : round.after()) {
            String known = correlationKeys.putIfAbsent(incident.id(), incident.correlationKey());
            if (known == null && !before) {
                opened.put(incident.id(), new Opened(incident, round.at(), incident.severity()));
            }
            worse(incident);
        }
        List<Decided> all = new ArrayList<>(round.decided());
        if (round.standing() != null) {
            all.addAll(round.standing());
        }
        for (Decided decided : all) {
            if (before) {
                decisions.before(decided);
            } else {
                decisions.add(decided, round.at());
            }
        }
    }

    private void worse(SeenIncident incident) {
        opened.computeIfPresent(
                incident.id(),
                (id, known) ->
                        new Opened(known.incident(), known.at(), known.worst().worse(incident.severity())));
    }

    private static OpenedIncident incident(Opened opened) {
        SeenIncident incident = opened.incident();
        return new OpenedIncident(
                incident.correlationKey(), incident.service(), incident.title(), opened.worst(), opened.at());
    }

    /** An episode without its random id. */
    static Episode episode(EpisodeRecord episode, Severity worst) {
        return new Episode(
                episode.anomaly().getName(),
                episode.anomaly().getService(),
                episode.anomaly().getInstance(),
                episode.anomaly().getLabels(),
                worst,
                episode.status(),
                episode.startedAt(),
                episode.firingAt(),
                episode.clearedAt(),
                episode.clearedBy(),
                episode.rules());
    }
}
