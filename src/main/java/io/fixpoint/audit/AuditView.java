package io.fixpoint.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change by a person.
 *
 * @param by how the person was known: {@code session}, {@code basic}, {@code token}; {@code password} for a
 *     login, {@code file} for the users file
 * @param action the method and the path as documented, such as {@code POST /api/v1/incidents/{id}/acknowledge}
 * @param object the path that was called
 * @param before what GET showed of it before; null if there was nothing, or nothing to show
 * @param after the same afterwards
 * @param status the HTTP status that it was answered with; null if the server died, or nobody knows yet
 */
public record AuditView(
        String id,
        Instant time,
        String person,
        @Nullable String address,
        String by,
        String action,
        String object,
        @JsonRawValue @Nullable String before,
        @JsonRawValue @Nullable String after,
        @Nullable Integer status) {}
