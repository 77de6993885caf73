package io.fixpoint.outbound;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer, of whatever status.
 *
 * @param headers by name in lower case
 * @param body read as UTF-8; its beginning, if {@code truncated}
 * @param truncated whether the body was larger than allowed, or did not end in time
 */
public record OutboundResponse(int status, Map<String, List<String>> headers, String body, boolean truncated) {

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    public OutboundResponse {
        headers = Map.copyOf(headers);
    }

    /**
     * For how long the receiver asks not to be called again, if it refused the call for now: 429 or 503 with
     * {@code Retry-After}, in seconds or as a date. At most an hour.
     */
    public Optional<Duration> retryAfter(Instant now) {
        List<String> stated = headers.getOrDefault("retry-after", List.of());
        if ((status != 429 && status != 503) || stated.isEmpty()) {
            return Optional.empty();
        }
        String text = stated.get(0).strip();
        Duration wait;
        try {
            wait = text.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        Duration least = wait.isNegative() ? Duration.ZERO : wait;
        return Optional.of(least.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : least);
    }

    /** Whether the body is JSON by its content type, and complete. */
    public boolean json() {
        String type = headers.getOrDefault("content-type", List.of("")).get(0);
        String essence = type.split(";", 2)[0].strip();
        return !truncated && (essence.equals("application/json") || essence.endsWith("+json"));
    }
}
