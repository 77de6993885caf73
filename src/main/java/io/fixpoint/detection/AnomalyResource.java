package io.fixpoint.detection;

import io.fixpoint.access.Roles;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Severity;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import io.fixpoint.rest.Times;
import io.fixpoint.rule.Match;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The episodes of anomalies, and why they stand. */
@Path("/api/v1/anomalies")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
public class AnomalyResource {
    private final EpisodeStore episodes;

    public AnomalyResource(EpisodeStore episodes) {
        this.episodes = episodes;
    }

    /** One span of an anomaly. */
    public record AnomalyView(
            String id,
            String name,
            String service,
            @Nullable String instance,
            Map<String, String> labels,
            Severity severity,
            Anomaly.Status status,
            Instant startedAt,
            @Nullable Instant firingAt,
            @Nullable Instant clearedAt,
            @Nullable String clearedBy,
            List<String> rules,
            int release,
            @Nullable String detail,
            @Nullable String incidentId) {
        public AnomalyView {
            labels = Map.copyOf(labels);
            rules = List.copyOf(rules);
        }
    }

    /** Why an episode stands: a match for each rule that concluded it, at its start and at each change of severity. */
    public record ExplanationView(String id, String name, String service, List<Match> matches) {
        public ExplanationView {
            matches = List.copyOf(matches);
        }
    }

    @GET
    public Page<AnomalyView> list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("service") @Nullable String service,
            @QueryParam("name") @Nullable String name,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @BeanParam PageQuery page) {
        EpisodeStore.Query query =
                new EpisodeStore.Query(status(status), service, name, Times.parse("from", from), Times.parse("to", to));
        List<AnomalyView> views =
                episodes.find(query, page.sort("startedAt").descending(), page.offset(), page.pageSize()).stream()
                        .map(AnomalyResource::view)
                        .toList();
        return Page.of(views, episodes.count(query, Page.TOTAL_CAP + 1), page);
    }

    @GET
    @Path("/{id}")
    public AnomalyView get(@PathParam("id") String id) {
        return view(known(id));
    }

    @GET
    @Path("/{id}/explanation")
    public ExplanationView explanation(@PathParam("id") String id) {
        EpisodeRecord episode = known(id);
        return new ExplanationView(
                id, episode.anomaly().getName(), episode.anomaly().getService(), episodes.explanation(id));
    }

    private EpisodeRecord known(String id) {
        return episodes.record(id).orElseThrow(() -> ProblemException.notFound("anomaly", id));
    }

    private static Anomaly.@Nullable Status status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Anomaly.Status.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "status is '" + text + "'; it must be one of "
                            + Arrays.stream(Anomaly.Status.values())
                                    .map(Enum::name)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
    }

    private static AnomalyView view(EpisodeRecord episode) {
        Anomaly anomaly = episode.anomaly();
        return new AnomalyView(
                episode.id(),
                anomaly.getName(),
                anomaly.getService(),
                anomaly.getInstance(),
                anomaly.getLabels(),
                anomaly.getSeverity(),
                episode.status(),
                episode.startedAt(),
                episode.firingAt(),
                episode.clearedAt(),
                episode.clearedBy(),
                episode.rules(),
                episode.release(),
                anomaly.getDetail(),
                episode.incident());
    }
}
