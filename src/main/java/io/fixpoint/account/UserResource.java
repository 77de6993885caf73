package io.fixpoint.account;

import io.fixpoint.access.Roles;
import io.fixpoint.access.UserChanges;
import io.fixpoint.access.UserChanges.Listed;
import io.fixpoint.access.UserView;
import io.fixpoint.access.WantedUser;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Page;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The users of this server. They are in its users file, which may be edited by hand as well. */
@Path("/api/v1/users")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.ADMIN)
public class UserResource {
    private final UserChanges changes;

    UserResource(UserChanges changes) {
        this.changes = changes;
    }

    /** All users that there are to be. */
    public record UsersRequest(@Nullable List<WantedUser> users) {}

    @GET
    public Response list() {
        return answer(changes.list());
    }

    /** Puts these users in place of all; {@code If-Match} is the {@code ETag} of the list that they were made from. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Response replace(@HeaderParam("If-Match") @Nullable String match, @Nullable UsersRequest request) {
        if (match == null || match.isBlank()) {
            throw new ProblemException(
                    ProblemType.PRECONDITION_REQUIRED,
                    "Send the ETag of GET /api/v1/users in If-Match, so that nobody's change is lost.");
        }
        if (request == null || request.users() == null) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "There are no users; send {\"users\":[…]}, all of them.");
        }
        return answer(changes.replace(
                request.users(), match.strip().replaceAll("^W/", "").replaceAll("^\"|\"$", "")));
    }

    private static Response answer(Listed listed) {
        List<UserView> users = listed.users();
        return Response.ok(new Page<>(users, users.size(), false, null))
                .tag(new EntityTag(listed.version()))
                .build();
    }
}
