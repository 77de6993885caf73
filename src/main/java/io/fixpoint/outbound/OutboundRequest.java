package io.fixpoint.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call to make.
 *
 * @param body sent as UTF-8; null for none
 * @param timeout for the call as a whole; null for the configured one
 */
public record OutboundRequest(
        String method,
        URI uri,
        Map<String, String> headers,
        @Nullable String body,
        @Nullable Duration timeout) {

    public OutboundRequest {
        headers = Map.copyOf(headers);
    }

    /** Where it goes, without what may hold credentials: user, query and fragment. */
    public String place() {
        return OutboundClient.place(uri);
    }
}
