package io.fixpoint.recovery;

import io.fixpoint.detection.FactState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the verification of a repair stands: the variable {@code verification}.
 *
 * @param attempt which repair it is about; null in a recovery without an incident
 * @param reason why it stands so, for people
 * @param checks how many checks there were
 * @param since the end of the repair: only later facts count
 * @param firstCheck when it was checked first, on the clock of the checks
 * @param standing since when each sign of recovery has stood without a break, on the clock of the checks
 */
record VerificationState(
        Outcome outcome,
        @Nullable String attempt,
        String reason,
        int checks,
        FactState.@Nullable Since since,
        @Nullable Instant firstCheck,
        Map<String, Instant> standing) {

    /** What verification has found. */
    enum Outcome {
        /** There was none. */
        NONE,
        WAITING,
        RECOVERED,
        NOT_RECOVERED
    }

    /** Before the first check of a repair that ended then. */
    static VerificationState begin(@Nullable String attempt, FactState.Since since) {
        return new VerificationState(Outcome.WAITING, attempt, "", 0, since, null, Map.of());
    }

    /** From the variable, which is null before the first check. */
    static VerificationState of(@Nullable Object variable) {
        if (!(variable instanceof Map<?, ?> map)) {
            return new VerificationState(Outcome.NONE, null, "", 0, null, null, Map.of());
        }
        Map<String, Instant> standing = new TreeMap<>();
        if (map.get("standing") instanceof Map<?, ?> signs) {
            signs.forEach((sign, since) -> standing.put(String.valueOf(sign), Instant.parse(String.valueOf(since))));
        }
        Instant since = instant(map.get("since"));
        return new VerificationState(
                Outcome.valueOf(String.valueOf(map.get("state"))),
                map.get("attempt") instanceof String attempt ? attempt : null,
                String.valueOf(map.get("reason")),
                map.get("checks") instanceof Number checks ? checks.intValue() : 0,
                since == null || !(map.get("sincePosition") instanceof Number position)
                        ? null
                        : new FactState.Since(
                                position.longValue(),
                                since,
                                map.get("sinceNode") instanceof Number node ? node.intValue() : 0),
                instant(map.get("firstCheck")),
                standing);
    }

    private static @Nullable Instant instant(@Nullable Object text) {
        return text == null ? null : Instant.parse(text.toString());
    }

    /** After one more check. */
    VerificationState checked(Instant asOf) {
        return new VerificationState(
                outcome, attempt, reason, checks + 1, since, firstCheck == null ? asOf : firstCheck, standing);
    }

    VerificationState ended(Outcome end, String why) {
        return new VerificationState(end, attempt, why, checks, since, firstCheck, Map.of());
    }

    VerificationState waiting(String why, Map<String, Instant> signs) {
        return new VerificationState(Outcome.WAITING, attempt, why, checks, since, firstCheck, Map.copyOf(signs));
    }

    /** As the variable. */
    Map<String, @Nullable Object> toVariable() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("state", outcome.name());
        map.put("reason", reason);
        map.put("checks", checks);
        map.put("attempt", attempt);
        map.put("since", since == null ? null : since.time().toString());
        map.put("sincePosition", since == null ? null : since.position());
        map.put("sinceNode", since == null ? null : since.node());
        map.put("firstCheck", firstCheck == null ? null : firstCheck.toString());
        Map<String, String> signs = new TreeMap<>();
        standing.forEach((sign, at) -> signs.put(sign, at.toString()));
        map.put("standing", signs);
        return map;
    }
}
