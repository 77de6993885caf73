package io.fixpoint.fact;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fresh facts show that the repair helped, once this has stood for its time. */
public final class Recovered extends ValueObject {
    private final Repair repair;
    private final Duration stableFor;
    private final @Nullable String reason;

    private Recovered(Repair repair, Duration stableFor, @Nullable String reason) {
        this.repair = repair;
        this.stableFor = stableFor;
        this.reason = reason;
    }

    /** Fresh facts show that the repair helped. */
    public static Recovered of(Repair repair) {
        return new Recovered(repair, Duration.ZERO, null);
    }

    /** How long it must stand without a break; not at all unless stated. */
    public Recovered stableFor(String length) {
        return new Recovered(repair, Lengths.parse(length), reason);
    }

    /** A sentence for people: what shows it. */
    public Recovered reason(String sentence) {
        return new Recovered(repair, stableFor, sentence);
    }

    /** The repair that helped. */
    public Repair getRepair() {
        return repair;
    }

    @HostOnly
    public Duration stableFor() {
        return stableFor;
    }

    /** The rule's sentence for people. */
    public @Nullable String getReason() {
        return reason;
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(repair, stableFor, reason);
    }
}
