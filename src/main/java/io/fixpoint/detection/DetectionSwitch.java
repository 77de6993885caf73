package io.fixpoint.detection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Detection took other rules or another topology, after one record and before the next: an input that the log does not
 * hold, recorded so that a replay follows it.
 *
 * @param position of the last record before it
 * @param revision of the commit that it is part of; 0 until it is committed
 * @param release the release in force from then on
 * @param quarantined the rules left out of it, by id
 * @param topology the version of the topology from then on
 * @param rule the rule that failed, for {@link Because#QUARANTINE}
 */
public record DetectionSwitch(
        long position,
        long revision,
        int release,
        List<String> quarantined,
        long topology,
        Because because,
        @Nullable String rule) {

    /** Why, and so what becomes of an anomaly that no rule concludes any more. */
    public enum Because {
        /** Detection started anew: such an anomaly is cleared because its condition is gone. */
        STARTED,
        /** Other rules are in force: such an anomaly is cleared by the release. */
        RELEASE,
        /** A rule failed: its anomalies are cleared by the quarantine. */
        QUARANTINE,
        /** Only the topology is another. */
        TOPOLOGY
    }

    public DetectionSwitch {
        quarantined = List.copyOf(quarantined);
    }
}
