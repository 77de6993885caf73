package io.fixpoint.recovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.problem.ProblemException;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.exception.NotValidException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Answers as Camunda's clients read them: {@code application/json} without a charset, since the JavaScript client reads
 * no other; errors as {@code {type, message, code}}.
 */
public final class EngineRest {
    private static final Logger LOG = Logger.getLogger(EngineRest.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private EngineRest() {}

    /** What the call gives as JSON, or 204 for null, or the error that it ends with. */
    public static Response answer(Supplier<@Nullable Object> call) {
        try {
            Object body = call.get();
            return body == null ? Response.noContent().build() : json(200, body);
        } catch (RuntimeException e) {
            return error(e);
        }
    }

    /** The body as JSON. */
    public static Response json(int status, Object body) {
        try {
            return Response.status(status)
                    .header("Content-Type", "application/json")
                    .entity(MAPPER.writeValueAsBytes(body))
                    .build();
        } catch (JsonProcessingException e) {
            return error(new IllegalStateException("the answer cannot be written", e));
        }
    }

    /** An error as the clients read it; what failed inside is for the log. */
    public static Response error(Throwable failure) {
        if (failure instanceof ProblemException problem && problem.type().status() < 500) {
            // Camunda's own answers to a request that is not valid have the status 400.
            int status = problem.type().status() == 422 ? 400 : problem.type().status();
            return error(status, status == 404 ? "RestException" : "InvalidRequestException", problem.getMessage());
        }
        if (failure instanceof NotFoundException) {
            return error(404, "RestException", failure.getMessage());
        }
        if (failure instanceof BadUserRequestException
                || failure instanceof NotValidException
                || failure instanceof NullValueException) {
            return error(400, "RestException", failure.getMessage());
        }
        if (failure instanceof OptimisticLockingException) {
            return error(500, "OptimisticLockingException", "It was changed at the same time; try again.");
        }
        String id = UUID.randomUUID().toString();
        LOG.errorf(failure, "Error %s: a call of a worker failed.", id);
        return error(
                500, "ProcessEngineException", "The server failed; its log has the reason under error id " + id + ".");
    }

    private static Response error(int status, String type, @Nullable String message) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("message", message);
        body.put("code", null);
        return json(status, body);
    }
}
