package io.fixpoint.node;

import io.fixpoint.database.Database;
import io.fixpoint.database.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one row that says who leads: a server takes it when its lease has lapsed, on the database's clock, and renews it.
 * Each taking is a new term; whoever writes as the leader holds the row meanwhile, so a server that was stopped and
 * goes on writes nothing any more. On H2 there is one server, and it leads.
 */
@ApplicationScoped
public class Leadership implements Lead {
    private static final Logger LOG = Logger.getLogger(Leadership.class);
    /** So often in the length of a lease it is renewed. */
    private static final int RENEWALS = 4;

    private final DataSource dataSource;
    private final Clock clock;
    private final boolean shared;
    private final NodeConfig config;
    private final Path dataDir;
    private final String life = UUID.randomUUID().toString();
    private volatile int node;
    private volatile long term;
    private @Nullable ScheduledExecutorService renewals;
    private boolean failing;

    @Inject
    Leadership(
            DataSource dataSource,
            Database database,
            NodeConfig config,
            @ConfigProperty(name = "fixpoint.data-dir") Path dataDir,
            MeterRegistry meters) {
        this(dataSource, database.isShared(), config, dataDir, meters);
    }

    Leadership(DataSource dataSource, boolean shared, NodeConfig config, Path dataDir, MeterRegistry meters) {
        this.dataSource = dataSource;
        this.clock = new DatabaseClock(dataSource);
        this.shared = shared;
        this.config = config;
        this.dataDir = dataDir;
        meters.gauge("fixpoint.node.leads", this, one -> one.leads() ? 1 : 0);
    }

    /** Learns which server this is, and takes the lead if nobody has it. */
    public void start() {
        if (!shared) {
            term = 1;
            return;
        }
        String id = ThisNode.id(dataDir);
        node = transaction(connection -> number(connection, id));
        // An earlier life of this folder is over for certain.
        long taken = transaction(connection -> take(connection, true));
        lead(taken);
        if (taken == 0) {
            LOG.info("Another server leads; this one takes facts, works on recoveries, and is ready to take over.");
        }
        renewals = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "fixpoint-lead");
            thread.setDaemon(true);
            return thread;
        });
        long every = Math.max(100, config.lead().toMillis() / RENEWALS);
        ScheduledFuture<?> unused = renewals.scheduleAtFixedRate(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    /** Gives the lead back. */
    public void stop() {
        if (renewals != null) {
            renewals.shutdown();
            try {
                boolean ignored = renewals.awaitTermination(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            renewals = null;
            if (leads()) {
                int unused = transaction(connection -> update(
                        connection,
                        "update node_lead set expires_at = ? where id = 1 and life = ?",
                        Timestamp.from(Instant.EPOCH),
                        life));
            }
        }
        term = 0;
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    @Override
    public void hold(Connection connection, long held) throws SQLException {
        if (!shared) {
            return;
        }
        try (PreparedStatement select =
                        connection.prepareStatement("select term, life from node_lead where id = 1 for update");
                ResultSet rows = select.executeQuery()) {
            if (!rows.next() || rows.getLong(1) != held || !rows.getString(2).equals(life)) {
                term = 0;
                throw new LostLeadException("Another server leads now.");
            }
        }
    }

    private void look() {
        try {
            boolean renewed = leads() && transaction(this::renew) > 0;
            if (!renewed) {
                lead(transaction(connection -> take(connection, false)));
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                // Whoever leads is told by the database when it answers again.
                LOG.warnf("It cannot be told which server leads; it is tried again: %s", e.getMessage());
            }
            failing = true;
        }
    }

    private void lead(long taken) {
        long before = term;
        term = taken;
        if (taken != 0) {
            LOG.infof("This server leads (term %d).", taken);
        } else if (before != 0) {
            LOG.warn("Another server has taken the lead; this one follows.");
        }
    }

    private int renew(Connection connection) throws SQLException {
        return update(
                connection,
                "update node_lead set expires_at = ? where id = 1 and life = ?",
                Timestamp.from(clock.instant().plus(config.lead())),
                life);
    }

    /** @return the new term; 0 if another server has the lead */
    private long take(Connection connection, boolean fromEarlierLife) throws SQLException {
        Instant now = clock.instant();
        int taken = update(
                connection,
                "update node_lead set term = term + 1, node_no = ?, life = ?, expires_at = ? where id = 1"
                        + " and (expires_at < ? or node_no = ?)",
                node,
                life,
                Timestamp.from(now.plus(config.lead())),
                Timestamp.from(now),
                fromEarlierLife ? node : -1);
        if (taken == 0) {
            return 0;
        }
        try (PreparedStatement select = connection.prepareStatement("select term from node_lead where id = 1");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static int number(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select number from node where id = ?")) {
            select.setString(1, id);
            try (ResultSet rows = select.executeQuery()) {
                if (rows.next()) {
                    return rows.getInt(1);
                }
            }
        }
        int next;
        try (PreparedStatement select = connection.prepareStatement("select coalesce(max(number), -1) + 1 from node");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            next = rows.getInt(1);
        }
        int unused = update(connection, "insert into node (number, id) values (?, ?)", next, id);
        return next;
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> T transaction(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the lead cannot be read or written: " + e.getMessage(), e);
        }
    }
}
