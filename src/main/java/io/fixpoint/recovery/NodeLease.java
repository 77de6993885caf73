package io.fixpoint.recovery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says that this server lives, and frees the steps that a dead one had locked.
 *
 * <p>A <em>node</em> is a data folder; a <em>life</em> is one run of a server on it, and the owner of job locks. A folder
 * has one server at a time, so an earlier life of this node is dead for certain; a life of another node is dead when its
 * lease has lapsed. What a dead server had STARTED and not ended is the action journal's to judge.
 */
final class NodeLease {
    private static final Logger LOG = Logger.getLogger(NodeLease.class);

    private final DataSource dataSource;
    private final Clock clock;
    private final String node;
    private final String life;
    private final Duration length;
    private final Supplier<Set<String>> held;
    private @Nullable ScheduledExecutorService renewals;
    /** The database did not answer when the lease was to be renewed last. */
    private boolean outage;

    /** @param held the jobs that this life works on now */
    NodeLease(
            DataSource dataSource, Clock clock, String node, String life, Duration length, Supplier<Set<String>> held) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.node = node;
        this.life = life;
        this.length = length;
        this.held = held;
    }

    /** Takes the lease, frees what the dead had locked, and goes on doing both. */
    synchronized void start() {
        if (renewals != null) {
            return;
        }
        QuarkusTransaction.requiringNew().run(() -> {
            update("delete from node_lease where node = ?", node);
            update(
                    "insert into node_lease (life, node, expires_at) values (?, ?, ?)",
                    life,
                    node,
                    clock.instant().plus(length));
        });
        freeLocks();
        renewals = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "fixpoint-recovery-lease");
            thread.setDaemon(true);
            return thread;
        });
        long period = Math.max(100, length.toMillis() / 3);
        ScheduledFuture<?> unending = renewals.scheduleAtFixedRate(this::renew, period, period, TimeUnit.MILLISECONDS);
        LOG.debugf("The lease is renewed each %d ms: %s", period, unending);
    }

    /** Gives the lease back. */
    synchronized void stop() {
        if (renewals == null) {
            return;
        }
        renewals.shutdownNow();
        try {
            if (!renewals.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("The lease of this server is still being renewed while it stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        renewals = null;
        QuarkusTransaction.requiringNew().run(() -> update("delete from node_lease where life = ?", life));
    }

    private void renew() {
        try {
            int renewed = QuarkusTransaction.requiringNew()
                    .call(() -> update(
                            "update node_lease set expires_at = ? where life = ?",
                            clock.instant().plus(length),
                            life));
            if (renewed == 0) {
                LOG.error("The lease of this server is gone: another server runs on the same data folder");
            }
            freeLocks();
            if (outage) {
                freeOwn();
                outage = false;
            }
        } catch (RuntimeException e) {
            outage = true;
            LOG.errorf("The lease of this server could not be renewed; it is tried again: %s", e.getMessage());
        }
    }

    /** A step that failed since the database did not answer could not give its lock back. */
    private void freeOwn() {
        Set<String> working = held.get();
        List<String> locked = QuarkusTransaction.requiringNew().call(() -> jobsOf(life));
        int freed = 0;
        for (String job : locked) {
            if (!working.contains(job)) {
                freed += QuarkusTransaction.requiringNew()
                        .call(() -> update(
                                "update ACT_RU_JOB set LOCK_OWNER_ = null, LOCK_EXP_TIME_ = null, REV_ = REV_ + 1"
                                        + " where ID_ = ? and LOCK_OWNER_ = ?",
                                job,
                                life));
            }
        }
        if (freed > 0) {
            LOG.infof("%d steps of recoveries were interrupted while the database did not answer; they go on", freed);
        }
    }

    private List<String> jobsOf(String owner) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select ID_ from ACT_RU_JOB where LOCK_OWNER_ = ?")) {
            statement.setString(1, owner);
            List<String> jobs = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    jobs.add(rows.getString(1));
                }
            }
            return jobs;
        } catch (SQLException e) {
            throw new IllegalStateException("the steps of this server cannot be read: " + e.getMessage(), e);
        }
    }

    private void freeLocks() {
        int freed = QuarkusTransaction.requiringNew()
                .call(() -> update(
                        "update ACT_RU_JOB set LOCK_OWNER_ = null, LOCK_EXP_TIME_ = null, REV_ = REV_ + 1"
                                + " where LOCK_OWNER_ is not null and LOCK_OWNER_ not in"
                                + " (select life from node_lease where expires_at > ?)",
                        clock.instant()));
        if (freed > 0) {
            LOG.infof("%d steps of recoveries were locked by a server that no longer runs; they go on here", freed);
        }
    }

    private int update(String sql, Object... values) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                Object value = values[i];
                statement.setObject(i + 1, value instanceof Instant time ? Timestamp.from(time) : value);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the lease of this server cannot be written: " + e.getMessage(), e);
        }
    }
}
