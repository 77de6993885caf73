package io.fixpoint.outbound;

import java.util.List;
import java.util.Map;

/**
 * An answer, of whatever status.
 *
 * @param headers by name in lower case
 * @param body read as UTF-8; its beginning, if {@code truncated}
 * @param truncated whether the body was larger than allowed, or did not end in time
 */
public record OutboundResponse(int status, Map<String, List<String>> headers, String body, boolean truncated) {

    public OutboundResponse {
        headers = Map.copyOf(headers);
    }

    /** Whether the body is JSON by its content type, and complete. */
    public boolean json() {
        String type = headers.getOrDefault("content-type", List.of("")).get(0);
        String essence = type.split(";", 2)[0].strip();
        return !truncated && (essence.equals("application/json") || essence.endsWith("+json"));
    }
}
