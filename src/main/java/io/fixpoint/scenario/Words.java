package io.fixpoint.scenario;

import io.fixpoint.rule.Match;
import io.fixpoint.rule.Match.MatchedFact;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a scenario's facts and expectations are told to its author. */
final class Words {
    private static final Set<String> IN_THE_TITLE =
            Set.of("service", "instance", "metric", "labels", "time", "fingerprint", "lastSeen", "startsAt", "fresh");

    private Words() {}

    /** {@code 90s}, {@code 15m}, {@code 1h 5m}: a moment or a length as authors write it. */
    static String length(Duration length) {
        if (length.toMillis() % 1000 != 0) {
            return length.toMillis() + "ms";
        }
        long seconds = length.toSeconds();
        if (seconds < 600) {
            return seconds + "s";
        }
        StringBuilder text = new StringBuilder();
        part(text, seconds / 3600, "h");
        part(text, seconds / 60 % 60, "m");
        part(text, seconds % 60, "s");
        return text.toString();
    }

    private static void part(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(text.isEmpty() ? "" : " ").append(number).append(unit);
        }
    }

    /** A value in a few letters. */
    static String value(@Nullable Object value) {
        if (value == null) {
            return "none";
        }
        if (value instanceof Double number) {
            return number.isNaN() || number.isInfinite()
                    ? number.toString()
                    : new BigDecimal(number)
                            .round(new MathContext(6))
                            .stripTrailingZeros()
                            .toPlainString();
        }
        if (value instanceof Duration length) {
            return length(length);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + value(entry.getValue()))
                    .collect(Collectors.joining(", ", "(", ")"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Words::value).collect(Collectors.joining(", ", "[", "]"));
        }
        return value.toString();
    }

    /** A fact with its values then: {@code queue_length of mail: value 250}. */
    static String fact(MatchedFact fact) {
        String values = fact.values().entrySet().stream()
                .filter(value -> !IN_THE_TITLE.contains(value.getKey())
                        || (value.getKey().equals("fresh") && Boolean.FALSE.equals(value.getValue())))
                .map(value -> value.getKey() + " " + value(value.getValue()))
                .collect(Collectors.joining(", "));
        return fact.title() + (values.isEmpty() ? "" : ": " + values);
    }

    /** {@code rule error-ratio (detection/web.drl:4) on http_error_ratio of checkout: value 0.2} */
    static String because(Match match) {
        String facts = match.facts().stream().limit(3).map(Words::fact).collect(Collectors.joining("; "));
        return "rule " + match.rule() + " (" + match.file() + ":" + match.line() + ")"
                + (facts.isEmpty() ? "" : " on " + facts);
    }
}
