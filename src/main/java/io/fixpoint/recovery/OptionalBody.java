package io.fixpoint.recovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a call that needs none. Such a call may come without a content type, or with whatever one the client
 * sends by itself, as {@code curl -X POST} does; a typed parameter would answer it with 415.
 */
@ApplicationScoped
class OptionalBody {
    private final ObjectMapper json;

    OptionalBody(ObjectMapper json) {
        this.json = json;
    }

    /** The body as the type; null if there is none. */
    <T> @Nullable T read(@Nullable String body, Class<T> type) {
        if (body == null || body.isBlank()) {
            return null;
        }
        try {
            return json.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "The body is not the JSON that is asked for: " + e.getOriginalMessage());
        }
    }
}
