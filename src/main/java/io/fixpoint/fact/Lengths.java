package io.fixpoint.fact;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as authors write them: {@code "90s"}, {@code "2m"}, {@code "1h"}, {@code "500ms"}, {@code "7d"}. */
@HostOnly
public final class Lengths {
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Lengths() {}

    /**
     * Reads a length.
     *
     * @throws IllegalArgumentException if the text is no length; the message names it and shows how one is written
     */
    public static Duration parse(String text) {
        Matcher matcher = LENGTH.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no length of time; write a number and a unit, such as \"90s\", \"2m\" or \"1h\"");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
