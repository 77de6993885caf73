package io.fixpoint.incident;

import io.fixpoint.access.Roles;
import io.fixpoint.incident.Statistics.By;
import io.fixpoint.incident.Statistics.Grouping;
import io.fixpoint.incident.Statistics.SpanView;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of the incidents that were opened in a time. */
@Path("/api/v1/statistics")
@Produces(MediaType.APPLICATION_JSON)
public class StatisticsResource {
    private static final Duration SHORTEST_SPAN = Duration.ofHours(1);
    private static final Duration LONGEST_SPAN = Duration.ofDays(366);
    private static final int MOST_SPANS = 400;
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
            @QueryParam("by") @Nullable String by,
            @QueryParam("every") @Nullable Duration every) {
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
                grouped == By.PROCESS ? store.sums(Grouping.VERSION, first, last) : Map.of(),
                every == null ? List.of() : times(since, last, every));
    }

    /** The figures of one span after the other; the last one ends where the time does. */
    private List<SpanView> times(@Nullable Instant from, Instant to, Duration every) {
        if (from == null) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "With 'every', 'from' is needed: where the first begins.");
        }
        if (every.compareTo(SHORTEST_SPAN) < 0
                || every.compareTo(LONGEST_SPAN) > 0
                || Duration.between(from, to).compareTo(every.multipliedBy(MOST_SPANS)) > 0) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "every is " + every + "; it must be from " + SHORTEST_SPAN + " to " + LONGEST_SPAN
                            + ", and so long that there are at most " + MOST_SPANS + " from " + from + " to " + to
                            + ".");
        }
        List<SpanView> times = new ArrayList<>();
        for (Instant start = from; start.isBefore(to); start = start.plus(every)) {
            Instant end = start.plus(every).isBefore(to) ? start.plus(every) : to;
            times.add(new SpanView(
                    start,
                    end,
                    store.sums(Grouping.ALL, start, end)
                            .getOrDefault("", NOTHING)
                            .view()));
        }
        return times;
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
