package io.fixpoint.notification;

import io.fixpoint.access.Roles;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether people were told. */
@Path("/api/v1/notifications")
@Produces(MediaType.APPLICATION_JSON)
public class NotificationResource {
    private final DeliveryStore store;

    @Inject
    NotificationResource(DeliveryStore store) {
        this.store = store;
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public Page<DeliveryView> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("incidentId") @Nullable String incident,
            @BeanParam PageQuery query) {
        return store.page(state(state), incident, query);
    }

    private static DeliveryEntity.@Nullable State state(@Nullable String word) {
        if (word == null) {
            return null;
        }
        try {
            return DeliveryEntity.State.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "state is '" + word + "'; it must be PENDING, HELD, DELIVERED or GIVEN_UP.");
        }
    }
}
