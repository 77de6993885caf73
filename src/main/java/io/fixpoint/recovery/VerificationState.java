package io.fixpoint.recovery;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the verification of a repair stands: the variable {@code verification}.
 *
 * @param reason why it stands so, for people
 * @param checks how many checks there were
 * @param sincePosition of the fact log when the repair ended
 * @param sinceTime when the repair ended
 * @param stableSince since when recovery has been concluded without a break, on the clock of the checks
 * @param attempt which repair it is about
 */
record VerificationState(
        Outcome outcome,
        String reason,
        int checks,
        long sincePosition,
        @Nullable Instant sinceTime,
        @Nullable Instant stableSince,
        @Nullable String attempt) {

    /** What verification has found. */
    enum Outcome {
        /** There was none. */
        NONE,
        WAITING,
        RECOVERED,
        NOT_RECOVERED
    }

    /** From the variable, which is null before the first check. */
    static VerificationState of(@Nullable Object variable) {
        if (!(variable instanceof Map<?, ?> map)) {
            return new VerificationState(Outcome.NONE, "", 0, 0, null, null, null);
        }
        return new VerificationState(
                Outcome.valueOf(String.valueOf(map.get("state"))),
                String.valueOf(map.get("reason")),
                map.get("checks") instanceof Number checks ? checks.intValue() : 0,
                map.get("sincePosition") instanceof Number position ? position.longValue() : 0,
                instant(map.get("since")),
                instant(map.get("stableSince")),
                map.get("attempt") instanceof String attempt ? attempt : null);
    }

    private static @Nullable Instant instant(@Nullable Object text) {
        return text == null ? null : Instant.parse(text.toString());
    }

    /** As the variable. */
    Map<String, @Nullable Object> toVariable() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("state", outcome.name());
        map.put("reason", reason);
        map.put("checks", checks);
        map.put("sincePosition", sincePosition);
        map.put("since", sinceTime == null ? null : sinceTime.toString());
        map.put("stableSince", stableSince == null ? null : stableSince.toString());
        map.put("attempt", attempt);
        return map;
    }
}
