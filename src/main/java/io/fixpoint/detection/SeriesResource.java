package io.fixpoint.detection;

import io.fixpoint.access.Roles;
import io.fixpoint.detection.FactKey.SeriesKey;
import io.fixpoint.detection.SeriesHistory.Point;
import io.fixpoint.fact.Series;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import io.fixpoint.rest.Times;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The series that detection knows, and their points. */
@Path("/api/v1/series")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.AUTHOR, Roles.ADMIN})
public class SeriesResource {
    private final Detection detection;
    private final SeriesHistory history;

    public SeriesResource(Detection detection, SeriesHistory history) {
        this.detection = detection;
        this.history = history;
    }

    /** A series as the rules see it now. What is not known yet, or what no rule reads, is null. */
    public record SeriesView(
            String service,
            @Nullable String instance,
            String metric,
            Map<String, String> labels,
            @Nullable String unit,
            long samples,
            Instant time,
            double value,
            @Nullable Double previous,
            @Nullable Double rate,
            double ageSeconds,
            boolean stale,
            @Nullable Double mean5m,
            @Nullable Double min5m,
            @Nullable Double max5m,
            @Nullable Double deviation5m,
            @Nullable Double p95_5m,
            @Nullable Double mean1h,
            @Nullable Double baseline,
            @Nullable Double anomalyScore) {}

    @GET
    public Page<SeriesView> list(
            @QueryParam("service") @Nullable String service,
            @QueryParam("metric") @Nullable String metric,
            @BeanParam PageQuery page) {
        List<SeriesKey> keys = detection.detector().read(state -> keys(state, service, metric));
        keys.sort(Comparator.comparing(SeriesKey::service)
                .thenComparing(SeriesKey::metric)
                .thenComparing(key -> Objects.requireNonNullElse(key.instance(), ""))
                .thenComparing(key -> key.labels().toString()));
        Page<SeriesKey> part = Page.slice(keys, page);
        List<SeriesView> views = detection.detector().read(state -> views(state, part.items()));
        return new Page<>(views, part.total(), part.totalCapped(), part.next());
    }

    private static List<SeriesKey> keys(KnownFacts state, @Nullable String service, @Nullable String metric) {
        List<SeriesKey> keys = new ArrayList<>();
        state.services()
                .forEach(known -> known.series().keySet().stream()
                        .filter(key -> service == null || service.equals(key.service()))
                        .filter(key -> metric == null || metric.equals(key.metric()))
                        .forEach(keys::add));
        return keys;
    }

    private static List<SeriesView> views(KnownFacts state, List<SeriesKey> keys) {
        List<SeriesView> views = new ArrayList<>();
        for (SeriesKey key : keys) {
            ServiceState service = state.service(key.service());
            ServiceState.KnownSeries known =
                    service == null ? null : service.series().get(key);
            if (known != null) {
                views.add(view(known));
            }
        }
        return views;
    }

    private static SeriesView view(ServiceState.KnownSeries known) {
        Series series = known.fact();
        return new SeriesView(
                series.getService(),
                series.getInstance(),
                series.getMetric(),
                series.getLabels(),
                known.statistics().unit(),
                known.statistics().samples(),
                known.statistics().time(),
                series.getValue(),
                known(series.getPrevious()),
                known(series.getRate()),
                series.getAgeSeconds(),
                series.isStale(),
                known(series.getMean5m()),
                known(series.getMin5m()),
                known(series.getMax5m()),
                known(series.getDeviation5m()),
                known(series.getP95_5m()),
                known(series.getMean1h()),
                known(series.getBaseline()),
                known(series.getAnomalyScore()));
    }

    private static @Nullable Double known(double number) {
        return Double.isNaN(number) ? null : number;
    }

    /** The points of the series, in order of time. */
    @GET
    @Path("/points")
    public Page<Point> points(
            @QueryParam("service") @Nullable String service,
            @QueryParam("metric") @Nullable String metric,
            @QueryParam("instance") @Nullable String instance,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @BeanParam PageQuery page) {
        if (service == null || metric == null) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "Say which series: the parameters service and metric are required.");
        }
        return Page.slice(
                history.points(service, metric, instance, Times.parse("from", from), Times.parse("to", to)), page);
    }
}
