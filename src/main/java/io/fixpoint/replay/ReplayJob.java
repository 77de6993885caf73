package io.fixpoint.replay;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replay that somebody asked for.
 *
 * @param files of the candidate, as JSON; null to replay as it was
 * @param result as JSON; null unless it is DONE
 * @param reason why it FAILED
 */
record ReplayJob(
        String id,
        State state,
        String person,
        Instant from,
        Instant to,
        @Nullable String files,
        Instant createdAt,
        @Nullable Instant endedAt,
        @Nullable String result,
        @Nullable String reason) {

    /** Where a job stands. */
    enum State {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

    /**
     * What comes of it.
     *
     * @param live what was recorded
     * @param candidate what the replay came to
     * @param notes what a reader has to know of it
     */
    record Result(CourseView live, CourseView candidate, Difference difference, List<String> notes) {}

    /**
     * A course, cut so that it can be read.
     *
     * @param counts how many there are of each, cut or not
     */
    record CourseView(
            Counts counts,
            List<Course.Episode> anomalies,
            List<Course.OpenedIncident> incidents,
            List<Course.Recovery> recoveries,
            List<Course.Taken> decisions) {
        static CourseView of(Course course, int most) {
            return new CourseView(
                    new Counts(
                            course.episodes().size(),
                            (int) course.episodes().stream()
                                    .filter(Course.Episode::fired)
                                    .count(),
                            course.incidents().size(),
                            course.recoveries().size(),
                            course.decisions().size()),
                    cut(course.episodes(), most),
                    cut(course.incidents(), most),
                    cut(course.recoveries(), most),
                    cut(course.decisions(), most));
        }
    }

    /** @param firing those of the anomalies that fired */
    record Counts(int anomalies, int firing, int incidents, int recoveries, int decisions) {}

    static <T> List<T> cut(List<T> list, int most) {
        return list.size() <= most ? list : List.copyOf(list.subList(0, most));
    }
}
