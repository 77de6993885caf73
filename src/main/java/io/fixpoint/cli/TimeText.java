package io.fixpoint.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people type them. */
final class TimeText {
    private static final Pattern AGO = Pattern.compile("-?((?:\\d+[dhms])+)(?:\\s+ago)?");
    private static final Pattern PART = Pattern.compile("(\\d+)([dhms])");

    private TimeText() {}

    /**
     * Reads {@code 2026-11-24T12:00:00Z}, {@code 2026-11-24T12:00} and {@code 2026-11-24} (of the zone of {@code now}),
     * {@code -24h}, {@code -1d12h}, {@code now}, {@code today}, {@code yesterday} (their beginning).
     *
     * @throws IllegalArgumentException with what is possible
     */
    static Instant read(String text, ZonedDateTime now) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        switch (word) {
            case "now" -> {
                return now.toInstant();
            }
            case "today" -> {
                return now.toLocalDate().atStartOfDay(now.getZone()).toInstant();
            }
            case "yesterday" -> {
                return now.toLocalDate()
                        .minusDays(1)
                        .atStartOfDay(now.getZone())
                        .toInstant();
            }
            default -> {
                return absoluteOrAgo(text.strip(), word, now);
            }
        }
    }

    private static Instant absoluteOrAgo(String text, String word, ZonedDateTime now) {
        Matcher ago = AGO.matcher(word);
        if (ago.matches()) {
            return now.toInstant().minus(length(ago.group(1)));
        }
        try {
            if (text.length() <= 10) {
                return LocalDate.parse(text).atStartOfDay(now.getZone()).toInstant();
            }
            return text.matches(".*(Z|z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text.replace(' ', 'T'))
                            .atZone(now.getZone())
                            .toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time. Write 2026-11-24T12:00:00Z, 2026-11-24T12:00,"
                            + " 2026-11-24, -24h, -1d12h, now, today or yesterday.");
        }
    }

    private static Duration length(String text) {
        Duration length = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long amount = Long.parseLong(part.group(1));
            length = length.plus(
                    switch (part.group(2)) {
                        case "d" -> Duration.ofDays(amount);
                        case "h" -> Duration.ofHours(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofSeconds(amount);
                    });
        }
        return length;
    }
}
