package io.fixpoint.recovery;

import io.fixpoint.detection.FactState.FreshFacts;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.NotRecovered;
import io.fixpoint.fact.Recovered;
import io.fixpoint.recovery.VerificationState.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges one check after a repair. It errs on one side only: what is not shown by fresh facts, without a break, is not
 * recovered.
 *
 * @param timeout how long after the first check a repair may still show its effect, on the clock of the checks
 * @param stableFor without rules: how long every anomaly must stay cleared
 */
record Verification(Duration timeout, Duration stableFor) {
    private static final String BY_DEFAULT = "every anomaly of the incident has cleared";

    /**
     * What the rules concluded about the repair.
     *
     * @param any whether there is a verification rule at all; without one the anomalies alone are judged
     */
    record Concluded(boolean any, List<Recovered> recovered, List<NotRecovered> notRecovered) {
        static final Concluded NO_RULES = new Concluded(false, List.of(), List.of());
    }

    /** Something that shows recovery, and how long it must stand. */
    private record Sign(String reason, Duration stableFor) {
        /** Known from check to check by what it says. */
        String key() {
            return reason + " for " + stableFor;
        }
    }

    VerificationState check(VerificationState before, FreshFacts fresh, Concluded concluded) {
        VerificationState checked = before.checked(fresh.asOf());
        if (!concluded.notRecovered().isEmpty()) {
            String reason = concluded.notRecovered().get(0).getReason();
            return checked.ended(Outcome.NOT_RECOVERED, reason == null ? "a rule says so" : reason);
        }
        Map<String, Instant> standing = new TreeMap<>();
        Sign nearest = null;
        Duration left = null;
        for (Sign sign : signs(fresh, concluded)) {
            Instant since = since(before.standing().get(sign.key()), fresh);
            standing.put(sign.key(), since);
            Duration missing = sign.stableFor().minus(Duration.between(since, fresh.asOf()));
            if (missing.isNegative() || missing.isZero()) {
                return checked.ended(
                        Outcome.RECOVERED,
                        sign.reason() + (sign.stableFor().isZero() ? "" : ", for " + words(sign.stableFor())));
            }
            if (left == null || missing.compareTo(left) < 0) {
                nearest = sign;
                left = missing;
            }
        }
        String waiting = waiting(fresh, concluded, nearest, left);
        Instant first = checked.firstCheck();
        if (first != null
                && !Duration.between(first, fresh.asOf()).minus(timeout).isNegative()) {
            return checked.ended(Outcome.NOT_RECOVERED, "out of time: after " + words(timeout) + " " + waiting);
        }
        return checked.waiting(waiting, standing);
    }

    private List<Sign> signs(FreshFacts fresh, Concluded concluded) {
        if (!fresh.sourcesNotFresh().isEmpty()) {
            return List.of();
        }
        if (concluded.any()) {
            List<Sign> signs = new ArrayList<>();
            for (Recovered recovered : concluded.recovered()) {
                String reason = recovered.getReason();
                signs.add(new Sign(reason == null ? "a rule found it recovered" : reason, recovered.stableFor()));
            }
            return signs;
        }
        return fresh.clearedOnFreshFacts() && !fresh.anomalies().isEmpty()
                ? List.of(new Sign(BY_DEFAULT, stableFor))
                : List.of();
    }

    /** Since when it stands: from now, if it is new, or if an anomaly came up since, however briefly. */
    private static Instant since(@Nullable Instant known, FreshFacts fresh) {
        if (known == null) {
            return fresh.asOf();
        }
        for (Anomaly anomaly : fresh.anomalies()) {
            ZonedDateTime started = anomaly.getStartedAt();
            if (started != null && started.toInstant().isAfter(known)) {
                return fresh.asOf();
            }
        }
        return known;
    }

    private static String waiting(
            FreshFacts fresh, Concluded concluded, @Nullable Sign nearest, @Nullable Duration left) {
        if (!fresh.sourcesNotFresh().isEmpty()) {
            return "nothing fresh was received of " + String.join(", ", fresh.sourcesNotFresh());
        }
        if (nearest != null && left != null) {
            return nearest.reason() + ", but must stay so for " + words(left) + " more";
        }
        if (concluded.any()) {
            return "no rule finds it recovered";
        }
        if (fresh.anomalies().isEmpty()) {
            return "there is neither a verification rule nor an anomaly to tell by";
        }
        List<String> standing = fresh.anomalies().stream()
                .filter(anomaly -> !anomaly.isCleared())
                .map(Anomaly::toString)
                .toList();
        return standing.isEmpty()
                ? "no fresh fact shows that the anomalies have cleared"
                : "there is still " + String.join(", ", standing);
    }

    private static String words(Duration duration) {
        return duration.toSeconds() % 60 == 0 && duration.toMinutes() > 0
                ? duration.toMinutes() + " min"
                : Math.max(1, Math.round(duration.toMillis() / 1000.0)) + " s";
    }
}
