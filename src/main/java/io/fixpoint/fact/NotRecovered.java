package io.fixpoint.fact;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fresh facts show that the repair did not help; it beats every {@link Recovered}. */
public final class NotRecovered extends ValueObject {
    private final Repair repair;
    private final @Nullable String reason;

    private NotRecovered(Repair repair, @Nullable String reason) {
        this.repair = repair;
        this.reason = reason;
    }

    /** The repair did not help; this ends its check at once. */
    public static NotRecovered of(Repair repair) {
        return new NotRecovered(repair, null);
    }

    /** A sentence for people: what shows it. */
    public NotRecovered reason(String sentence) {
        return new NotRecovered(repair, sentence);
    }

    /** The repair that did not help. */
    public Repair getRepair() {
        return repair;
    }

    /** The rule's sentence for people. */
    public @Nullable String getReason() {
        return reason;
    }

    @Override
    List<@Nullable Object> parts() {
        return Arrays.asList(repair, reason);
    }
}
