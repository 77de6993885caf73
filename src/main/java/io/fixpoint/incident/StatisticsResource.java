package io.fixpoint.incident;

import io.fixpoint.access.Roles;
import io.fixpoint.incident.Statistics.By;
import io.fixpoint.incident.Statistics.Grouping;
import io.fixpoint.incident.Statistics.StatisticsView;
import io.fixpoint.incident.Statistics.Sums;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of the incidents that were opened in a time. */
@Path("/api/v1/statistics")
@Produces(MediaType.APPLICATION_JSON)
public class StatisticsResource {
    private static final Sums NOTHING = new Sums(new long[FigureSql.COLUMNS.size()]);

    private final FigureStore store;
    private final Clock clock;

    @Inject
    StatisticsResource(FigureStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
    public StatisticsView get(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("by") @Nullable String by) {
        Instant since = from == null ? null : IncidentSearch.time("from", from);
        Instant until = to == null ? null : IncidentSearch.time("to", to);
        By grouped = by(by);
        Instant first = since == null ? Instant.EPOCH : since;
        Instant last = until == null ? clock.instant().plusSeconds(1) : until;
        return Statistics.of(
                since,
                until,
                store.sums(Grouping.ALL, first, last).getOrDefault("", NOTHING),
                grouped,
                grouped == null ? Map.of() : store.sums(grouped.grouping(), first, last),
                grouped == By.PROCESS ? store.sums(Grouping.VERSION, first, last) : Map.of());
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
