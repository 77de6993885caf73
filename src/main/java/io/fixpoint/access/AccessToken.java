package io.fixpoint.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a script logs in with, without the token itself.
 *
 * @param roles those it was made with; it has no more of them than its owner has at each use
 * @param lastUsedAt to the minute; null if never
 */
public record AccessToken(
        String id,
        String name,
        String owner,
        Set<String> roles,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {
    public AccessToken {
        roles = Set.copyOf(roles);
    }
}
