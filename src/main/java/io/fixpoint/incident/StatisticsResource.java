package io.fixpoint.incident;

import io.fixpoint.access.Roles;
import io.fixpoint.incident.Statistics.By;
import io.fixpoint.incident.Statistics.StatisticsView;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The figures of the incidents that were opened in a time. */
@Path("/api/v1/statistics")
@Produces(MediaType.APPLICATION_JSON)
public class StatisticsResource {
    private final IncidentStore store;

    @Inject
    StatisticsResource(IncidentStore store) {
        this.store = store;
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public StatisticsView get(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("by") @Nullable String by) {
        Instant since = from == null ? null : IncidentSearch.time("from", from);
        Instant until = to == null ? null : IncidentSearch.time("to", to);
        return Statistics.of(since, until, store.cases(since, until), by(by));
    }

    private static @Nullable By by(@Nullable String word) {
        if (word == null) {
            return null;
        }
        try {
            return By.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "by is '" + word + "'; it must be service, severity, process, rule or repair.");
        }
    }
}
