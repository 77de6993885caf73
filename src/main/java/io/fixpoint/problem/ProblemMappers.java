package io.fixpoint.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns every exception that leaves an endpoint into a {@link Problem}. */
public class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    /** A wrong place in a JSON body. {@code field} is a path such as {@code services[0].name}. */
    public record FieldProblem(
            @Nullable String field,
            @Nullable Integer line,
            @Nullable Integer column,
            String detail) {}

    @ServerExceptionMapper
    Response problem(ProblemException e, UriInfo uri) {
        // Who is told when to come again has met no failure that the log must explain.
        if (e.type().status() >= 500 && e.retryAfter() == null) {
            return failure(e.type(), e, uri);
        }
        return Problem.response(e, uri);
    }

    /** What is valid JSON of the wrong shape is 422; what is no JSON is 400. */
    @ServerExceptionMapper(priority = 1)
    Response json(JsonProcessingException e, UriInfo uri) {
        return Problem.response(jsonProblem(e), uri);
    }

    // Quarkus has a mapper of its own for this one, which would be nearer
    @ServerExceptionMapper(priority = 1)
    Response mismatch(MismatchedInputException e, UriInfo uri) {
        return Problem.response(jsonProblem(e), uri);
    }

    @ServerExceptionMapper(priority = 1)
    Response web(WebApplicationException e, UriInfo uri) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem(problem, uri);
            }
            if (cause instanceof JsonProcessingException json) {
                return json(json, uri);
            }
        }
        Response original = e.getResponse();
        int status = original.getStatus();
        if (status == 404 && e.getCause() instanceof IllegalArgumentException unreadable) {
            // what JAX-RS makes of a parameter that is no number
            return Problem.response(
                    new ProblemException(
                            ProblemType.BAD_REQUEST, "A parameter cannot be read: " + unreadable.getMessage() + "."),
                    uri);
        }
        if (status >= 500) {
            return failure(status == 503 ? ProblemType.UNAVAILABLE : ProblemType.INTERNAL, e, uri);
        }
        if (status < 400 || original.hasEntity()) {
            return original;
        }
        ProblemException problem = new ProblemException(type(status), detail(status, e, uri));
        Response answer = Problem.response(problem.type(), status, problem, uri, null);
        Response.ResponseBuilder response = Response.fromResponse(answer);
        for (String header : List.of(HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER, HttpHeaders.WWW_AUTHENTICATE)) {
            String value = original.getHeaderString(header);
            if (value != null) {
                response.header(header, value);
            }
        }
        return response.build();
    }

    @ServerExceptionMapper
    Response other(Exception e, UriInfo uri) {
        return failure(ProblemType.INTERNAL, e, uri);
    }

    /** The answer shows an id only: what failed inside is for the log. */
    private static Response failure(ProblemType type, Exception e, UriInfo uri) {
        String id = UUID.randomUUID().toString();
        LOG.errorf(e, "Error %s: %s failed.", id, uri.getRequestUri().getRawPath());
        ProblemException shown = new ProblemException(
                type,
                type == ProblemType.UNAVAILABLE && e instanceof ProblemException
                        ? Objects.requireNonNullElse(e.getMessage(), type.title())
                        : "The server failed; its log has the reason under error id " + id + ".");
        if (e instanceof ProblemException problem && problem.retryAfter() != null) {
            shown.retryAfter(problem.retryAfter());
        }
        return Problem.response(type, type.status(), shown, uri, id);
    }

    private static ProblemType type(int status) {
        return Arrays.stream(ProblemType.values())
                .filter(type -> type.status() == status)
                .findFirst()
                .orElse(ProblemType.BAD_REQUEST);
    }

    private static String detail(int status, WebApplicationException e, UriInfo uri) {
        String path = uri.getRequestUri().getRawPath();
        return switch (status) {
            case 404 -> "There is nothing at " + path + ".";
            case 405 -> "This method is not allowed at " + path + ".";
            case 406 -> "What 'Accept' asks for is not served at " + path + ".";
            case 413 -> "The body is larger than the server takes.";
            case 415 ->
                "The 'Content-Type' is not taken at " + path + "; most calls take " + MediaType.APPLICATION_JSON + ".";
            default ->
                Objects.requireNonNullElse(
                        e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), "The request is refused.");
        };
    }

    /** What is wrong with a JSON text, with its line and column. */
    public static ProblemException jsonProblem(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        Integer line = at == null || at.getLineNr() < 1 ? null : at.getLineNr();
        Integer column = at == null || at.getColumnNr() < 1 ? null : at.getColumnNr();
        if (e instanceof JsonMappingException mapping) {
            String field = mapping.getPath().isEmpty() ? null : path(mapping);
            String detail = shape(mapping, field);
            return new ProblemException(
                    ProblemType.INVALID, detail, List.of(new FieldProblem(field, line, column, detail)));
        }
        String detail = "The body is no JSON" + (line == null ? "" : ", line " + line + ", column " + column) + ": "
                + e.getOriginalMessage() + ".";
        return new ProblemException(
                ProblemType.BAD_REQUEST, detail, List.of(new FieldProblem(null, line, column, e.getOriginalMessage())));
    }

    private static String shape(JsonMappingException e, @Nullable String field) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            List<String> known = unknown.getKnownPropertyIds() == null
                    ? List.of()
                    : unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .toList();
            return "There is no field '" + field + "'."
                    + NearNames.question(unknown.getPropertyName(), known)
                    + (known.isEmpty() ? "" : " The fields are " + String.join(", ", known) + ".");
        }
        String name = field == null ? "The body" : "'" + field + "'";
        if (e instanceof InvalidFormatException format) {
            Class<?> target = format.getTargetType();
            String wanted = target != null && target.isEnum()
                    ? "one of "
                            + Arrays.stream(target.getEnumConstants())
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", "))
                    : kind(target);
            return name + " is '" + format.getValue() + "'; it must be " + wanted + ".";
        }
        if (e instanceof MismatchedInputException mismatched && mismatched.getTargetType() != null) {
            return name + " has the wrong type; it must be " + kind(mismatched.getTargetType()) + ".";
        }
        Throwable cause = e.getCause();
        return name + " is not valid: "
                + (cause != null && cause.getMessage() != null ? cause.getMessage() : e.getOriginalMessage());
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        return switch (type.getSimpleName()) {
            case "Instant", "ZonedDateTime", "OffsetDateTime" -> "an RFC 3339 time such as 2026-11-22T10:00:00Z";
            case "Duration" -> "an ISO 8601 duration such as PT30S";
            case "String" -> "a text";
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "double", "Double", "BigDecimal" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "UUID" -> "a UUID";
            case "List", "ArrayList", "Set", "HashSet", "Collection" -> "an array";
            default -> "an object";
        };
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }
}
