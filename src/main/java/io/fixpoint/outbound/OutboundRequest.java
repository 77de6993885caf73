package io.fixpoint.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call to make.
 *
 * @param body sent as UTF-8; null for none
 * @param timeout for the call as a whole; null for the configured one
 * @param secretsIn the parts in which {@link SecretReference}s are replaced when it is sent; in the others they are text
 *     like any other, since whoever gave that text may not be one who may use a secret
 */
public record OutboundRequest(
        String method,
        URI uri,
        Map<String, String> headers,
        @Nullable String body,
        @Nullable Duration timeout,
        Set<Part> secretsIn) {

    /** A part of a request. */
    public enum Part {
        /** Path and query; references are written as {@link SecretReference#inAddress} does. */
        ADDRESS,
        HEADERS,
        BODY
    }

    public OutboundRequest {
        headers = Map.copyOf(headers);
        secretsIn = Set.copyOf(secretsIn);
    }

    /** A call that uses no secret. */
    public OutboundRequest(
            String method, URI uri, Map<String, String> headers, @Nullable String body, @Nullable Duration timeout) {
        this(method, uri, headers, body, timeout, Set.of());
    }

    /** Where it goes, without what may hold credentials: user, query and fragment. */
    public String place() {
        return OutboundClient.place(uri);
    }
}
