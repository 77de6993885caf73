package io.fixpoint.recovery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How recoveries run. */
@ConfigMapping(prefix = "fixpoint.recovery")
public interface RecoveryConfig {

    /** The time between two checks after a repair; models read it as {@code ${verifyEvery}}. */
    @WithDefault("PT10S")
    Duration verifyEvery();

    /** How long a repair may take to show its effect, from its end; after that it did not help. */
    @WithDefault("PT10M")
    Duration verifyTimeout();

    /** Without a verification rule: how long every anomaly must stay cleared on fresh facts. */
    @WithDefault("PT1M")
    Duration stableFor();

    /** How long a human task waits before people are told again; models read it as {@code ${escalateAfter}}. */
    @WithDefault("PT15M")
    Duration escalateAfter();

    /** How many recoveries run at the same time, those that wait for a person not counted; the others wait. */
    @WithDefault("50")
    int atOnce();

    /** How many past repairs of a service analysis rules see. */
    @WithDefault("50")
    int pastIncidents();

    /** The longest time that a call with {@code ?wait=} is answered after. */
    @WithDefault("PT2M")
    Duration maxWait();

    History history();

    Jobs jobs();

    /** What is kept of recoveries that have ended. */
    interface History {
        /** How long, for processes that do not state it themselves. */
        @WithDefault("30")
        int days();

        /** When history is cleaned up, each day: from this time of day … */
        @WithDefault("03:00")
        String cleanupFrom();

        /** … to this one. */
        @WithDefault("05:00")
        String cleanupUntil();
    }

    /** The threads that carry out automated steps and timers. */
    interface Jobs {
        /** How many steps are carried out at the same time. */
        @WithDefault("8")
        int threads();

        /** How many steps may wait for a thread. */
        @WithDefault("64")
        int queue();

        /** The longest time that a due timer or step is not noticed. */
        @WithDefault("PT0.5S")
        Duration poll();

        /** How long one step may take. */
        @WithDefault("PT15M")
        Duration atMost();

        /** How often a failing step is tried before its recovery is stalled. */
        @WithDefault("3")
        int tries();

        /** The time between two tries. */
        @WithDefault("PT10S")
        Duration retryAfter();

        /** A server that has not renewed its lease for this long is taken for dead; others then take its steps over. */
        @WithDefault("PT10S")
        Duration lease();
    }
}
