package io.fixpoint.incident;

import io.fixpoint.detection.Episodes;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Decision;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.JoinIncident;
import io.fixpoint.fact.Notify;
import io.fixpoint.fact.OpenIncident;
import io.fixpoint.fact.Priority;
import io.fixpoint.fact.ResolveIncident;
import io.fixpoint.fact.SetPriority;
import io.fixpoint.fact.SetSeverity;
import io.fixpoint.fact.Severity;
import io.fixpoint.fact.StartRecovery;
import io.fixpoint.fact.Suppress;
import io.fixpoint.incident.IncidentLifecycle.Opening;
import io.fixpoint.rule.Match;
import io.fixpoint.triage.DecisionSink;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Carries out what triage decided, each decision once by its key. */
@ApplicationScoped
@Transactional
class DecisionDesk implements DecisionSink {
    private static final Logger LOG = Logger.getLogger(DecisionDesk.class);
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final String DONE = "DONE";
    private static final String GIVEN_UP = "GIVEN_UP";

    private final IncidentStore store;
    private final IncidentLifecycle lifecycle;
    private final Episodes episodes;
    private final IncidentConfig config;
    private final Event<Announcement> announcements;

    @Inject
    DecisionDesk(
            IncidentStore store,
            IncidentLifecycle lifecycle,
            Episodes episodes,
            IncidentConfig config,
            Event<Announcement> announcements) {
        this.store = store;
        this.lifecycle = lifecycle;
        this.episodes = episodes;
        this.config = config;
        this.announcements = announcements;
    }

    @Override
    public void follow(List<Change> changes) {
        for (Change change : changes) {
            Anomaly anomaly = change.anomaly();
            if (anomaly.getIncident() == null) {
                continue;
            }
            IncidentEntity incident = store.lock(anomaly.getIncident());
            lifecycle.happened(
                    incident,
                    IncidentLifecycle.SERVER,
                    "anomaly-" + change.status().name().toLowerCase(Locale.ROOT),
                    anomaly.toString(),
                    Map.of(
                            "episode",
                            String.valueOf(anomaly.getId()),
                            "at",
                            change.at().toString()));
            if (incident.isOpen()) {
                lifecycle.found(incident, anomaly);
            }
        }
    }

    @Override
    public void carryOut(List<Reasoned> once, Collection<Reasoned> standing) {
        for (Reasoned reasoned : once) {
            Decision decision = reasoned.decision();
            String key = digest(decision.key());
            if (!store.isCarriedOut(key)) {
                String incident = carryOut(decision, actor(reasoned.matches()), Map.of("because", reasoned.matches()));
                store.carriedOut(key, decision.getClass().getSimpleName(), decision.toString(), incident, DONE);
            }
        }
        apply(standing);
    }

    /** @return the incident that it was carried out on, if any */
    private @Nullable String carryOut(Decision decision, String actor, Map<String, List<Match>> because) {
        if (decision instanceof OpenIncident open) {
            return open(open, actor, because);
        }
        if (decision instanceof JoinIncident join) {
            IncidentEntity incident = store.lock(join.getIncident().getId());
            if (incident.isOpen()) {
                lifecycle.join(incident, current(join.getAnomaly()), actor, because);
            } else {
                tooLate(incident, actor, "Not joined: " + join.getAnomaly());
            }
            return incident.id;
        }
        if (decision instanceof StartRecovery start) {
            IncidentEntity incident = store.lock(start.getIncident().getId());
            if (incident.isOpen()) {
                lifecycle.startRecovery(incident, start.getProcess(), actor);
            } else {
                tooLate(incident, actor, "The recovery '" + start.getProcess() + "' was not started");
            }
            return incident.id;
        }
        if (decision instanceof ResolveIncident resolve) {
            IncidentEntity incident = store.lock(resolve.getIncident().getId());
            if (incident.isOpen()) {
                String reason = resolve.getReason();
                lifecycle.resolve(incident, actor, reason == null ? "A rule resolved it." : reason, true);
            }
            return incident.id;
        }
        if (decision instanceof Notify notify) {
            return notify(notify, actor);
        }
        throw new IllegalArgumentException(
                decision + " is a state, not a decision that happens once; a rule concludes it by insertLogical");
    }

    private String open(OpenIncident decision, String actor, Map<String, List<Match>> because) {
        Anomaly anomaly = current(decision.getAnomaly());
        Optional<IncidentEntity> now =
                Optional.ofNullable(anomaly.getIncident()).map(store::lock);
        if (now.isPresent()
                && now.get().status == Incident.Status.RESOLVED
                && now.get().correlationKey.equals(decision.getCorrelationKey())
                && !anomaly.isCleared()
                && store.openOfKey(decision.getCorrelationKey()).isEmpty()) {
            stillStands(now.get(), List.of(anomaly));
            return now.get().id;
        }
        if (now.isPresent() && now.get().isOpen()) {
            // It is worked on already: an anomaly belongs to one incident, whatever further keys rules find for it.
            lifecycle.happened(now.get(), actor, "decision", "Already worked on here: " + anomaly, because);
            return now.get().id;
        }
        Optional<String> open = store.openOfKey(decision.getCorrelationKey());
        IncidentEntity incident = open.map(store::lock)
                .orElseGet(() -> lifecycle.open(new Opening(
                        title(decision),
                        anomaly.getService(),
                        anomaly.getSeverity(),
                        decision.getCorrelationKey(),
                        startedAt(anomaly),
                        actor,
                        because)));
        lifecycle.join(incident, anomaly, actor, because);
        Instant started = startedAt(anomaly);
        if (started.isBefore(incident.detectedAt)) {
            incident.detectedAt = started;
        }
        if (decision.getProcess() != null
                && incident.status == Incident.Status.OPEN
                && store.recoveries(incident.id).isEmpty()) {
            lifecycle.startRecovery(incident, decision.getProcess(), actor);
        }
        return incident.id;
    }

    private @Nullable String notify(Notify notify, String actor) {
        String message = notify.getMessage();
        if (notify.getIncident() != null) {
            IncidentEntity incident = store.lock(notify.getIncident());
            lifecycle.happened(incident, actor, "notified", message, null);
            lifecycle.announce(Announcement.Kind.RULE, incident, message == null ? incident.title : message, Map.of());
            return incident.id;
        }
        Optional<Anomaly> anomaly = episodes.byId(notify.getAbout());
        announcements.fire(new Announcement(
                Announcement.Kind.RULE,
                null,
                message != null ? message : anomaly.map(Anomaly::toString).orElse(notify.getAbout()),
                anomaly.map(a -> Map.of(
                                "service", a.getService(),
                                "severity", a.getSeverity().name(),
                                "anomaly", a.getName()))
                        .orElse(Map.of()),
                Map.of("anomalyId", notify.getAbout())));
        return null;
    }

    /** States by difference: the worst severity and the most urgent priority of those that stand, or none. */
    private void apply(Collection<Reasoned> standing) {
        Map<String, Stated> byIncident = new TreeMap<>();
        for (Reasoned reasoned : standing) {
            String actor = actor(reasoned.matches());
            if (reasoned.decision() instanceof SetSeverity set) {
                Stated stated = byIncident.computeIfAbsent(set.getIncident(), id -> new Stated(actor));
                stated.severity =
                        stated.severity == null ? set.getSeverity() : stated.severity.worse(set.getSeverity());
            } else if (reasoned.decision() instanceof SetPriority set) {
                Stated stated = byIncident.computeIfAbsent(set.getIncident(), id -> new Stated(actor));
                if (stated.priority == null || set.getPriority().compareTo(stated.priority) < 0) {
                    stated.priority = set.getPriority();
                }
            } else if (reasoned.decision() instanceof Suppress suppress) {
                Stated stated = byIncident.computeIfAbsent(suppress.getIncident(), id -> new Stated(actor));
                stated.suppressed = true;
                stated.reason = suppress.getReason();
            }
        }
        for (IncidentStore.Ruled now : store.ruledOfOpen()) {
            Stated stated = byIncident.getOrDefault(now.id(), new Stated("rules"));
            boolean changed = now.severity() != stated.severity
                    || now.priority() != stated.priority
                    || now.suppressed() != stated.suppressed
                    || !Objects.equals(now.reason(), stated.reason);
            if (changed) {
                IncidentEntity locked = store.lock(now.id());
                lifecycle.ruled(locked, stated.severity, stated.priority, stated.actor);
                lifecycle.suppress(locked, stated.suppressed, stated.reason, stated.actor);
            }
        }
    }

    private static final class Stated {
        final String actor;

        @Nullable
        Severity severity;

        @Nullable
        Priority priority;

        boolean suppressed;

        @Nullable
        String reason;

        Stated(String actor) {
            this.actor = actor;
        }
    }

    @Override
    public void giveUp(Reasoned reasoned, String reason) {
        Decision decision = reasoned.decision();
        String key = digest(decision.key());
        if (store.isCarriedOut(key)) {
            return;
        }
        String text =
                "A decision of triage could not be carried out and is not tried again: " + decision + ": " + reason;
        String actor = actor(reasoned.matches());
        Optional<String> incident = target(decision).filter(store::isOpen);
        IncidentEntity told;
        if (incident.isPresent()) {
            told = store.lock(incident.get());
        } else {
            String service =
                    decision instanceof OpenIncident open ? open.getAnomaly().getService() : "fixpoint";
            told = lifecycle.open(new Opening(
                    "A decision of triage failed: " + decision.getClass().getSimpleName(),
                    service,
                    Severity.WARNING,
                    "fixpoint:decision:" + key,
                    store.now(),
                    actor,
                    Map.of("because", reasoned.matches())));
        }
        lifecycle.escalate(told, IncidentLifecycle.SERVER, text);
        store.carriedOut(key, decision.getClass().getSimpleName(), decision.toString(), told.id, GIVEN_UP);
    }

    private static Optional<String> target(Decision decision) {
        if (decision instanceof JoinIncident join) {
            return Optional.of(join.getIncident().getId());
        }
        if (decision instanceof StartRecovery start) {
            return Optional.of(start.getIncident().getId());
        }
        if (decision instanceof ResolveIncident resolve) {
            return Optional.of(resolve.getIncident().getId());
        }
        if (decision instanceof Notify notify) {
            return Optional.ofNullable(notify.getIncident());
        }
        return Optional.empty();
    }

    @Override
    public void review() {
        Instant now = store.now();
        Map<String, List<Anomaly>> firing = episodes.standing().stream()
                .filter(anomaly -> anomaly.isFiring() && anomaly.getIncident() != null)
                .collect(Collectors.groupingBy(anomaly -> Objects.requireNonNull(anomaly.getIncident())));
        store.resolvedAmong(firing.keySet()).forEach((id, resolvedAt) -> {
            List<Anomaly> overdue = firing.getOrDefault(id, List.of()).stream()
                    .filter(anomaly -> resolvedAt
                            .plus(config.reopenAfter())
                            .plus(anomaly.keepFiringFor())
                            .isBefore(now))
                    .toList();
            if (!overdue.isEmpty()) {
                stillStands(store.lock(id), overdue);
            }
        });
        for (String id : store.resolvedBefore(now.minus(config.closeAfter()), 100)) {
            lifecycle.close(store.lock(id), IncidentLifecycle.SERVER, "Resolved for " + config.closeAfter() + ".");
        }
    }

    /**
     * It was resolved, and yet it goes on. A person is asked at once: starting the same recovery again would be the
     * second time that it is believed.
     */
    private void stillStands(IncidentEntity incident, List<Anomaly> anomalies) {
        if (incident.status != Incident.Status.RESOLVED) {
            return;
        }
        Optional<String> other = store.openOfKey(incident.correlationKey);
        if (other.isPresent()) {
            IncidentEntity open = store.lock(other.get());
            anomalies.forEach(anomaly -> lifecycle.join(open, anomaly, IncidentLifecycle.SERVER, null));
            return;
        }
        String reason = "It was resolved, but it goes on: " + IncidentLifecycle.listed(anomalies) + ".";
        LOG.infof("Incident %d is reopened: %s", incident.number, reason);
        lifecycle.reopen(incident, IncidentLifecycle.SERVER, reason);
        lifecycle.escalate(incident, IncidentLifecycle.SERVER, reason);
    }

    @Override
    public List<Incident> incidents() {
        return store.facts(store.now().minus(REMEMBERED));
    }

    private Anomaly current(Anomaly decided) {
        return episodes.byId(Objects.requireNonNull(decided.getId())).orElse(decided);
    }

    private void tooLate(IncidentEntity incident, String actor, String what) {
        lifecycle.happened(
                incident, actor, "decision", what + ", since the incident is " + incident.status + ".", null);
    }

    private Instant startedAt(Anomaly anomaly) {
        ZonedDateTime at = anomaly.getStartedAt();
        return at == null ? store.now() : at.toInstant();
    }

    private static String title(OpenIncident decision) {
        if (decision.getTitle() != null) {
            return decision.getTitle();
        }
        Anomaly anomaly = decision.getAnomaly();
        return anomaly.getDetail() == null ? anomaly.toString() : anomaly.getService() + ": " + anomaly.getDetail();
    }

    private static String actor(List<Match> matches) {
        return matches.isEmpty()
                ? "rules"
                : "rule:"
                        + matches.stream().map(Match::rule).distinct().sorted().collect(Collectors.joining(","));
    }

    /** Parts are written with their lengths, so that no two keys read alike. */
    static String digest(List<String> key) {
        String text = key.stream().map(part -> part.length() + ":" + part).collect(Collectors.joining(","));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
