package io.fixpoint.recovery;

import io.fixpoint.detection.Episodes;
import io.fixpoint.detection.FactState;
import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Event;
import io.fixpoint.rule.Match;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Anomalies and fresh facts as a test says. Each check is a minute after the one before. */
@Alternative
@ApplicationScoped
class ScriptedFacts implements FactState, Episodes {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private final AtomicLong minutes = new AtomicLong();
    private volatile List<String> notFresh = List.of();

    void notFresh(List<String> sources) {
        notFresh = sources;
    }

    @Override
    public List<Event> events() {
        return List.of();
    }

    @Override
    public Set<String> instances(String service) {
        return Set.of("a", "b", "c", "d");
    }

    @Override
    public FreshFacts freshFacts(Since since, Set<String> services, Collection<Anomaly> anomalies) {
        return new FreshFacts(
                List.of(), List.copyOf(anomalies), notFresh, false, START.plusSeconds(60 * minutes.incrementAndGet()));
    }

    @Override
    public Since now() {
        return new Since(minutes.get(), START.plusSeconds(60 * minutes.get()));
    }

    @Override
    public List<Transition> unconsumed(int limit) {
        return List.of();
    }

    @Override
    public void consume(Collection<Long> sequences) {}

    @Override
    public List<Anomaly> standing() {
        return List.of();
    }

    @Override
    public List<Anomaly> byIds(Collection<String> ids) {
        return List.of();
    }

    @Override
    public List<Anomaly> ofIncident(String incidentId) {
        return List.of();
    }

    @Override
    public void join(Collection<String> episodeIds, String incidentId) {}

    @Override
    public List<Match> explanation(String episodeId) {
        return List.of();
    }

    @Override
    public Optional<Anomaly> byId(String id) {
        return Optional.empty();
    }
}
