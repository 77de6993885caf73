package io.fixpoint.detection;

import io.fixpoint.detection.ServiceState.Changes;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Fact;
import io.fixpoint.fact.Series;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactsConfig;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.problem.NearNames;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rule.Stage;
import io.fixpoint.rule.StageFacts;
import io.fixpoint.topology.Topology;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What detection rules see of one service: now as the detector has it, in the past as the fact log tells it again. */
@ApplicationScoped
public class ServiceFacts implements StageFacts {
    private static final int READ = 500;
    private static final int MOST_EPISODES = 100;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Supplier<Detector> detector;
    private final FactLog log;
    private final EpisodeStore episodes;
    private final DetectionConfig config;
    private final Duration retention;
    private final @Nullable Topology topology;
    private final Clock clock;

    @Inject
    public ServiceFacts(
            Detection detection,
            FactLog log,
            EpisodeStore episodes,
            DetectionConfig config,
            FactsConfig facts,
            Instance<Topology> topology,
            Clock clock) {
        this(
                detection::detector,
                log,
                episodes,
                config,
                facts.retention(),
                topology.isResolvable() ? topology.get() : null,
                clock);
    }

    ServiceFacts(
            Supplier<Detector> detector,
            FactLog log,
            EpisodeStore episodes,
            DetectionConfig config,
            Duration retention,
            @Nullable Topology topology,
            Clock clock) {
        this.detector = detector;
        this.log = log;
        this.episodes = episodes;
        this.config = config;
        this.retention = retention;
        this.topology = topology;
        this.clock = clock;
    }

    @Override
    public Stage stage() {
        return Stage.DETECTION;
    }

    @Override
    public Seen seen(Question question) {
        String service = question.service();
        if (service == null) {
            throw new ProblemException(
                    ProblemType.INVALID, "A detection rule is about one service: name it by ?service=.");
        }
        Instant at = question.at();
        Instant about = at == null ? clock.instant() : at;
        List<EpisodeRecord> ofRule =
                episodes
                        .find(new EpisodeStore.Query(null, service, null, about, about), true, 0, MOST_EPISODES)
                        .stream()
                        .filter(episode -> episode.rules().contains(question.rule()))
                        .toList();
        Seen seen = at == null
                ? detector.get().read(state -> seen(state, service, ofRule))
                : seen(past(service, at), service, ofRule);
        if (seen.facts().isEmpty()) {
            return new Seen(List.of(), seen.asOf(), seen.standing(), unknown(service));
        }
        if (topology == null) {
            return seen;
        }
        List<Object> facts = new ArrayList<>(seen.facts());
        facts.addAll(topology.services());
        return new Seen(facts, seen.asOf(), seen.standing(), null);
    }

    private String unknown(String service) {
        Set<String> others = new TreeSet<>();
        detector.get().read(state -> {
            state.tellAll((key, fact) -> others.add(key.service()));
            return true;
        });
        return "No fact of the service '" + service + "' was known then." + NearNames.question(service, others);
    }

    private static Seen seen(KnownFacts state, String service, List<EpisodeRecord> episodes) {
        List<Object> facts = new ArrayList<>();
        ServiceState known = state.service(service);
        if (known != null) {
            known.tellAll((key, fact) -> facts.add(fact instanceof Series series ? copy(known, key, series) : fact));
        }
        Instant asOf = Micros.time(state.clock(service).now());
        return new Seen(
                facts,
                asOf,
                episodes.stream()
                        .filter(episode -> episode.clearedAt() == null
                                || episode.clearedAt().isAfter(asOf))
                        .map(episode -> standing(episode, state, asOf))
                        .toList(),
                null);
    }

    /** The statistics of a series go on changing; the copy does not. */
    private static Series copy(ServiceState known, FactKey key, Series series) {
        ServiceState.KnownSeries of = known.series().get((FactKey.SeriesKey) key);
        return of == null
                ? series
                : new Series(
                        series.getService(),
                        series.getInstance(),
                        series.getMetric(),
                        series.getLabels(),
                        of.statistics().copy());
    }

    private static Standing standing(EpisodeRecord episode, KnownFacts state, Instant asOf) {
        Instant firing = episode.firingAt();
        boolean fires = firing != null && !firing.isAfter(asOf);
        long down = state.receipt().down() - state.receipt().downAt(Micros.of(episode.startedReceived()));
        Duration stood = Duration.between(episode.startedAt(), asOf).minus(Micros.length(down));
        Duration left = episode.anomaly().pendingFor().minus(stood);
        return new Standing(
                episode.id(),
                episode.anomaly().getName(),
                episode.anomaly().getInstance(),
                episode.anomaly().getSeverity(),
                fires ? Anomaly.Status.FIRING : Anomaly.Status.PENDING,
                episode.startedAt(),
                fires ? null : left.isNegative() ? Duration.ZERO : left);
    }

    /** The state again, from the log, up to the last record that does not take the service's clock beyond the time. */
    private StateFacts past(String service, Instant at) {
        Instant oldest = clock.instant().minus(retention);
        if (at.isBefore(oldest)) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "at is " + at + ", but facts are kept for " + retention + " (fixpoint.facts.retention), so nothing"
                            + " before " + oldest + " can be told.");
        }
        long until = Micros.of(at);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        StateFacts state = new StateFacts(config, detector.get().read(KnownFacts::windows), Micros.of(retention));
        long position = FactLog.START;
        while (true) {
            List<LogRecord> records = log.read(position, READ);
            if (records.isEmpty()) {
                return state;
            }
            for (LogRecord record : records) {
                LogRecord ours = only(service, record);
                if (isBeyond(state, service, ours, until)) {
                    return state;
                }
                for (List<Arrival> firing : state.begin(ours)) {
                    state.apply(firing, Changes.NONE);
                }
                position = record.position();
            }
            if (System.nanoTime() > deadline) {
                throw new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "The fact log up to " + at + " is too long to be read within " + LIMIT.toSeconds()
                                + " s. A replay over that time shows what the rules conclude.");
            }
        }
    }

    private static LogRecord only(String service, LogRecord record) {
        return new LogRecord(
                record.position(),
                record.kind(),
                record.receivedAt(),
                record.facts().stream()
                        .filter(fact -> fact.service().equals(service))
                        .toList());
    }

    private static boolean isBeyond(StateFacts state, String service, LogRecord record, long until) {
        long received = Micros.of(record.receivedAt());
        if (received <= until) {
            return false;
        }
        ServiceState known = state.service(service);
        for (Fact fact : record.facts()) {
            if (Math.min(Micros.of(fact.time()), received) > until) {
                return true;
            }
        }
        // Until its first fact the service has no clock of its own.
        return known != null && known.clock().now() + received - state.receipt().received() > until;
    }
}
