package io.fixpoint.replay;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A candidate beside the active release, and how it differs. */
@Path("/api/v1/rules/shadow")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.AUTHOR, Roles.ADMIN})
public class ShadowResource {
    private static final int MAX_MESSAGE = 2_000;

    private final Shadow shadow;
    private final Person person;

    ShadowResource(Shadow shadow, Person person) {
        this.shadow = shadow;
        this.person = person;
    }

    @GET
    public ShadowView shadow() throws InterruptedException {
        return shadow.now()
                .map(ShadowView::of)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND, "No shadow runs. PUT {\"files\":{…},\"message\":\"…\"} starts one."));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public ShadowView put(@Nullable ShadowRequest request) throws InterruptedException {
        if (request == null || request.files() == null) {
            throw new ProblemException(
                    ProblemType.INVALID, "Send {\"files\":{\"detection/web.drl\":\"…\"},\"message\":\"…\"}.");
        }
        String message = Objects.requireNonNullElse(request.message(), "");
        if (message.length() > MAX_MESSAGE) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "'message' has " + message.length() + " characters; there may be " + MAX_MESSAGE + ".");
        }
        shadow.put(CandidateFiles.checked(request.files()), message, person.name());
        return shadow();
    }

    @DELETE
    public void remove() {
        if (!shadow.remove()) {
            throw new ProblemException(ProblemType.NOT_FOUND, "No shadow runs.");
        }
    }
}
