package io.fixpoint.replay;

import io.fixpoint.detection.DetectionHistory;
import io.fixpoint.detection.DetectionSwitch;
import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.factlog.RawRecord;
import io.fixpoint.triage.TriageRound;
import java.nio.file.Path;

/** Is told what a replay follows: first what was before the span, then that it begins, then what happens in it. */
interface ReplayListener {
    /** Detection took other rules or another topology. */
    void switches(DetectionSwitch recorded) throws InterruptedException;

    /** An episode stood when the span began. */
    void stood(EpisodeRecord episode) throws InterruptedException;

    /** A transition from before the span that triage had not seen when it began. */
    void unseen(DetectionHistory.Unseen transition) throws InterruptedException;

    /** Triage decided. Told before the record that it follows. */
    void decides(TriageRound recorded) throws InterruptedException;

    /** The statistics begin with a checkpoint. Told before any record. */
    void restores(Path checkpoint) throws InterruptedException;

    /** A record from before the span. */
    void warms(RawRecord record) throws InterruptedException;

    /** The span begins. */
    void begins() throws InterruptedException;

    /** A record of the span. */
    void happens(RawRecord record) throws InterruptedException;
}
