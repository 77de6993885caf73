package io.fixpoint.replay;

import io.fixpoint.replay.ReplayJob.CourseView;
import io.fixpoint.replay.ReplayJob.Result;
import java.util.ArrayList;
import java.util.List;

/** Puts two courses side by side, cut to what can be read; the notes say what was cut. */
final class Comparison {
    /** So many of each list are in a result. */
    static final int MOST = 5_000;

    private Comparison() {}

    static Result of(Course live, Course candidate, List<String> more) {
        Difference all = Differences.between(live, candidate);
        Difference difference = new Difference(
                ReplayJob.cut(all.anomalies(), MOST),
                ReplayJob.cut(all.incidents(), MOST),
                ReplayJob.cut(all.recoveries(), MOST),
                ReplayJob.cut(all.decisions(), MOST));
        List<String> notes = new ArrayList<>(more);
        notes.addAll(candidate.notes());
        if (!difference.equals(all)) {
            notes.add("There are " + all.anomalies().size() + " differences of anomalies, "
                    + all.incidents().size() + " of incidents, "
                    + all.recoveries().size() + " of recoveries and "
                    + all.decisions().size() + " of decisions; each list is cut after " + MOST + ".");
        }
        return new Result(CourseView.of(live, MOST), CourseView.of(candidate, MOST), difference, notes);
    }
}
