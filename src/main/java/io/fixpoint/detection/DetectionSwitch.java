package io.fixpoint.detection;

import io.fixpoint.rule.LeftOut;
import java.util.List;

/**
 * Detection took other rules or another topology, after one record and before the next: an input that the log does not
 * hold, recorded so that a replay follows it.
 *
 * @param position of the last record before it
 * @param revision of the commit that it is part of; 0 until it is committed
 * @param release the release in force from then on
 * @param quarantined the rules left out of it
 * @param topology the version of the topology from then on
 */
public record DetectionSwitch(
        long position, long revision, int release, List<LeftOut> quarantined, long topology, Because because) {

    /** Why, and so what becomes of an anomaly that no rule concludes any more. */
    public enum Because {
        /** Detection started anew: such an anomaly is cleared because its condition is gone. */
        STARTED,
        /** Other rules are in force: such an anomaly is cleared by the release. */
        RELEASE,
        /** Rules failed, or run again: the anomalies of those that are left out are cleared by the quarantine. */
        QUARANTINE,
        /** Only the topology is another. */
        TOPOLOGY
    }

    public DetectionSwitch {
        quarantined = List.copyOf(quarantined);
    }
}
