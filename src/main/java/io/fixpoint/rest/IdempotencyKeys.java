package io.fixpoint.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.access.Person;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.IdempotencyStore.Answer;
import io.fixpoint.rest.IdempotencyStore.Earlier;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Header {@code Idempotency-Key}: a POST that is sent again under its key, by the same person within 24 h, does nothing
 * and is answered as the first one was. Under the key of another request it is a 422; while the first one runs, a 409. A
 * request that was refused is forgotten. If the server died in between, nobody knows what was done: that is a 409 too.
 */
@Provider
public class IdempotencyKeys implements ContainerRequestFilter, ContainerResponseFilter {
    /** The header. */
    public static final String HEADER = "Idempotency-Key";

    private static final Logger LOG = Logger.getLogger(IdempotencyKeys.class);
    private static final String BEGUN = "fixpoint.idempotency-key";
    private static final int LONGEST = 255;

    private final IdempotencyStore store;
    private final Person person;
    private final ObjectMapper json;

    @Inject
    IdempotencyKeys(IdempotencyStore store, Person person, ObjectMapper json) {
        this.store = store;
        this.person = person;
        this.json = json;
    }

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        String key = request.getHeaderString(HEADER);
        if (key == null || !request.getMethod().equals("POST")) {
            return;
        }
        if (key.isBlank() || key.length() > LONGEST) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, HEADER + " must have from 1 to " + LONGEST + " characters.");
        }
        String path = request.getUriInfo().getRequestUri().toString();
        String rawPath = request.getUriInfo().getRequestUri().getRawPath();
        String id = hash((person.name() + "\n" + rawPath + "\n" + key).getBytes(StandardCharsets.UTF_8));
        String requestHash = hash(path.getBytes(StandardCharsets.UTF_8), body(request));
        Optional<Earlier> earlier =
                store.begin(id, person.name(), rawPath.substring(0, Math.min(1024, rawPath.length())), requestHash);
        if (earlier.isEmpty()) {
            request.setProperty(BEGUN, id);
            return;
        }
        if (!earlier.get().requestHash().equals(requestHash)) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "The " + HEADER + " '" + key + "' was used for another request; give each request its own.");
        }
        Answer answer = earlier.get().answer();
        if (answer == null) {
            throw new ProblemException(
                            ProblemType.CONFLICT,
                            "The request with the " + HEADER + " '" + key + "', begun at "
                                    + earlier.get().begunAt()
                                    + ", has not ended. If the server was restarted since, look whether it was"
                                    + " carried out before you send it under a new key.")
                    .retryAfter(Duration.ofSeconds(1));
        }
        request.abortWith(again(answer));
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(BEGUN) instanceof String id)) {
            return;
        }
        try {
            if (response.getStatus() >= 200 && response.getStatus() < 300) {
                store.answered(id, answer(response));
            } else {
                store.refused(id);
            }
        } catch (RuntimeException | JsonProcessingException e) {
            // the request itself was carried out, and its answer must say so
            LOG.errorf(e, "The answer to a request with an %s could not be kept.", HEADER);
        }
    }

    private Answer answer(ContainerResponseContext response) throws JsonProcessingException {
        Object entity = response.getEntity();
        String body = entity == null || entity instanceof String ? (String) entity : json.writeValueAsString(entity);
        MediaType type = response.getMediaType();
        return new Answer(
                response.getStatus(),
                response.getHeaderString(HttpHeaders.LOCATION),
                type == null ? null : type.toString(),
                body);
    }

    private static Response again(Answer answer) {
        Response.ResponseBuilder response = Response.status(answer.status());
        if (answer.location() != null) {
            response.header(HttpHeaders.LOCATION, answer.location());
        }
        if (answer.body() != null) {
            // as bytes, to which nobody adds a charset that the first answer did not have
            response.entity(answer.body().getBytes(StandardCharsets.UTF_8))
                    .type(answer.contentType() == null ? MediaType.APPLICATION_JSON : answer.contentType());
        }
        return response.build();
    }

    /** Forms are read elsewhere, as they arrive: of those the length counts alone. */
    private static byte[] body(ContainerRequestContext request) throws IOException {
        MediaType type = request.getMediaType();
        if (type != null && type.getType().equals("multipart")) {
            return String.valueOf(request.getLength()).getBytes(StandardCharsets.UTF_8);
        }
        if (!request.hasEntity()) {
            return new byte[0];
        }
        byte[] body = request.getEntityStream().readAllBytes();
        request.setEntityStream(new ByteArrayInputStream(body));
        return body;
    }

    private static String hash(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
                digest.update((byte) '\n');
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
