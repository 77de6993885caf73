package io.fixpoint.incident;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Recoveries that start and do nothing; each start is a row of the caller's transaction. */
@Alternative
@ApplicationScoped
public class KnownRecoveries implements RecoveryStarter, RecoveryViews {
    private final EntityManager entities;

    private volatile @Nullable RuntimeException failure;
    private int failures;
    private volatile boolean observing;
    private final List<String> cancelled = new CopyOnWriteArrayList<>();

    KnownRecoveries(EntityManager entities) {
        this.entities = entities;
    }

    @PostConstruct
    void createTable() {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("create table if not exists known_recovery"
                                + " (id varchar(40) primary key, process varchar(100), incident varchar(40))")
                        .executeUpdate());
    }

    /** Lets the next starts throw, after the row was written. */
    public void fail(int times, RuntimeException thrown) {
        failures = times;
        failure = thrown;
    }

    public void observe() {
        observing = true;
    }

    public List<String> cancelled() {
        return cancelled;
    }

    @Transactional
    public void clear() {
        failures = 0;
        failure = null;
        observing = false;
        cancelled.clear();
        entities.createNativeQuery("delete from known_recovery").executeUpdate();
    }

    @Transactional
    public long count() {
        return ((Number) entities.createNativeQuery("select count(*) from known_recovery")
                        .getSingleResult())
                .longValue();
    }

    @Override
    @Transactional(dontRollbackOn = UnknownProcessException.class)
    public Started start(String process, String incidentId) {
        if (process.equals("repair-action")) {
            throw new IllegalStateException("this process can never be started");
        }
        if (process.equals("unknown")) {
            throw new UnknownProcessException("no process 'unknown' is deployed");
        }
        if (observing) {
            return new Started(Optional.empty(), "The automation switch says OBSERVE.");
        }
        String id = UUID.randomUUID().toString();
        entities.createNativeQuery("insert into known_recovery values (?1, ?2, ?3)")
                .setParameter(1, id)
                .setParameter(2, process)
                .setParameter(3, incidentId)
                .executeUpdate();
        RuntimeException thrown = failure;
        if (thrown != null && failures > 0) {
            failures = failures - 1;
            throw thrown;
        }
        return new Started(Optional.of(id), "started");
    }

    @Override
    public void cancelAll(String incidentId, String reason) {
        cancelled.add(incidentId);
    }

    @Override
    public List<RecoveryView> ofIncident(String incidentId) {
        return List.of();
    }

    @Override
    public Map<String, Outcome> outcomes(Collection<String> recoveryIds) {
        return recoveryIds.stream()
                .collect(Collectors.toMap(
                        id -> id,
                        id -> new Outcome(
                                3,
                                "COMPLETED",
                                List.of(),
                                new Used(
                                        2,
                                        3,
                                        1,
                                        1,
                                        Duration.ofMinutes(4),
                                        Duration.ofMinutes(9),
                                        List.of("POST http://control/<b>restart</b>")))));
    }
}
