package io.fixpoint.fact;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lengths of time as authors write them: {@code "90s"}, {@code "2m"}, {@code "1h30m"}, {@code "7d"} as Prometheus does,
 * or {@code "PT1H30M"}.
 */
@HostOnly
public final class Lengths {
    private static final Pattern LENGTH = Pattern.compile(
            "(?:(\\d{1,3})y)?(?:(\\d{1,5})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");

    private static final int MOST_KNOWN = 1_000;
    /** Conditions read the same few literals over and over. */
    private static final Map<String, Duration> KNOWN = new ConcurrentHashMap<>();

    private Lengths() {}

    /**
     * Reads a length. A year has 365 days.
     *
     * @throws IllegalArgumentException if the text is no length; the message names it and shows how one is written
     */
    public static Duration parse(String text) {
        Duration known = KNOWN.get(text);
        if (known != null) {
            return known;
        }
        Duration length = read(text);
        if (KNOWN.size() < MOST_KNOWN) {
            KNOWN.put(text, length);
        }
        return length;
    }

    private static Duration read(String text) {
        Matcher matcher = LENGTH.matcher(text);
        if (matcher.matches() && !text.isEmpty()) {
            return Duration.ofDays(365 * number(matcher, 1) + 7 * number(matcher, 2) + number(matcher, 3))
                    .plusHours(number(matcher, 4))
                    .plusMinutes(number(matcher, 5))
                    .plusSeconds(number(matcher, 6))
                    .plusMillis(number(matcher, 7));
        }
        if (text.toUpperCase(Locale.ROOT).startsWith("P")) {
            try {
                Duration length = Duration.parse(text);
                if (!length.isNegative()) {
                    return length;
                }
            } catch (DateTimeParseException e) {
                throw refused(text, e);
            }
        }
        throw refused(text, null);
    }

    private static IllegalArgumentException refused(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'" + text + "' is no length of time; write a number and a unit, such as \"90s\", \"2m\" or \"1h30m\"",
                cause);
    }

    private static long number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** The length as Prometheus writes it: {@code 1h30m}; {@code 0s} if there is none. */
    public static String text(Duration length) {
        long millis = length.toMillis();
        StringBuilder text = new StringBuilder();
        long[] sizes = {86_400_000, 3_600_000, 60_000, 1_000, 1};
        String[] units = {"d", "h", "m", "s", "ms"};
        for (int i = 0; i < sizes.length; i++) {
            if (millis >= sizes[i]) {
                text.append(millis / sizes[i]).append(units[i]);
                millis %= sizes[i];
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
