package io.fixpoint.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Says whether the database can be used, and brings its tables up to date. */
@ApplicationScoped
public class Database {
    private static final Logger LOG = Logger.getLogger(Database.class);
    /** The oldest PostgreSQL that its own project and the workflow engine still maintain. */
    private static final int OLDEST_POSTGRESQL = 14;

    /** Any number that no other program uses on this database. */
    private static final long START_LOCK = 0x666978706f696e74L;

    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private static final String INVALID_PASSWORD = "28P01";
    private static final String INVALID_AUTHORIZATION = "28000";
    private static final String UNKNOWN_DATABASE = "3D000";

    private final DatabaseConfig config;
    private final ActiveDatabase active;
    private final AgroalDataSource dataSource;
    private final Flyway flyway;
    private @Nullable Connection starting;

    @Inject
    Database(DatabaseConfig config, ActiveDatabase active, AgroalDataSource dataSource, Flyway flyway) {
        this.config = config;
        this.active = active;
        this.dataSource = dataSource;
        this.flyway = flyway;
    }

    /** Whether it is PostgreSQL, which several servers may share. */
    public boolean isShared() {
        return active.isPostgresql();
    }

    /**
     * Connects, checks and migrates.
     *
     * @throws IllegalStateException if it cannot be used; the message says why and what helps, and holds no password
     */
    public void start() {
        config.url().ifPresent(Database::checkUrl);
        connect();
        if (isShared()) {
            startAlone();
        }
        try {
            checkSchema();
            flyway.migrate();
        } catch (FlywayException e) {
            throw new IllegalStateException("Its tables cannot be brought up to date.", e);
        }
    }

    private void connect() {
        try (Connection connection = dataSource.getConnection()) {
            DatabaseMetaData data = connection.getMetaData();
            if (isShared()) {
                checkVersion(data.getDatabaseMajorVersion(), data.getDatabaseProductVersion());
            }
            LOG.infof("The database is %s %s.", data.getDatabaseProductName(), data.getDatabaseProductVersion());
        } catch (SQLException e) {
            throw new IllegalStateException(notConnected(config.url().orElse("in the data folder"), e), e);
        }
    }

    /** Servers that start at once make the same tables, and publish the same rules and processes: one after the other. */
    private void startAlone() {
        try {
            Connection connection = dataSource.getConnection();
            starting = connection;
            long deadline = System.nanoTime() + LONGEST_START.toNanos();
            while (!lock(connection)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("Another server has been starting on this database for more than "
                            + LONGEST_START + ". Look what it waits for, or end it.");
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("It cannot be told whether another server starts.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean lock(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select pg_try_advisory_lock(?)")) {
            select.setLong(1, START_LOCK);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    /** What servers share is made. */
    public void letOthersStart() {
        Connection connection = starting;
        starting = null;
        if (connection == null) {
            return;
        }
        try (connection;
                PreparedStatement unlock = connection.prepareStatement("select pg_advisory_unlock(?)")) {
            unlock.setLong(1, START_LOCK);
            boolean unused = unlock.execute();
        } catch (SQLException e) {
            throw new IllegalStateException("Other servers cannot be let start.", e);
        }
    }

    /** After a start that failed. */
    public void stop() {
        letOthersStart();
    }

    private static void checkUrl(String url) {
        if (!url.startsWith(DatabaseChoice.POSTGRESQL_URL)) {
            throw new IllegalStateException("fixpoint.database.url is '" + withoutParameters(url)
                    + "'; it must begin with jdbc:postgresql:, as in jdbc:postgresql://localhost:5432/fixpoint."
                    + " Without it, H2 in the data folder is used.");
        }
    }

    static void checkVersion(int major, String version) {
        if (major < OLDEST_POSTGRESQL) {
            throw new IllegalStateException("PostgreSQL " + version + " is too old: Fixpoint needs " + OLDEST_POSTGRESQL
                    + " or newer. Upgrade the database server (pg_upgrade), or set fixpoint.database.url to another.");
        }
    }

    private void checkSchema() {
        MigrationInfo newest = null;
        for (MigrationInfo migration : flyway.info().applied()) {
            if (migration.getState() == MigrationState.FUTURE_SUCCESS) {
                newest = migration;
            }
        }
        if (newest != null) {
            throw new IllegalStateException("The tables are those of a newer Fixpoint (migration " + newest.getVersion()
                    + ", " + newest.getDescription()
                    + "), which this one would damage. Start that version, or restore the backup from before it.");
        }
    }

    /** Why there is no connection, in words for an operator. */
    static String notConnected(String url, SQLException failure) {
        String where = withoutParameters(url);
        String state = state(failure);
        if (INVALID_PASSWORD.equals(state) || INVALID_AUTHORIZATION.equals(state)) {
            return "The database " + where + " refuses the user or the password;"
                    + " check fixpoint.database.user and fixpoint.database.password.";
        }
        if (UNKNOWN_DATABASE.equals(state)) {
            return "There is no such database: " + where
                    + ". Create it (createdb --owner USER NAME), or correct fixpoint.database.url.";
        }
        if (state != null && state.startsWith("08")) {
            return "The database " + where + " cannot be reached. Check that it runs, that it can be reached from here,"
                    + " and fixpoint.database.url.";
        }
        return "The database " + where + " cannot be opened.";
    }

    /** Parameters may hold a password. */
    private static String withoutParameters(String url) {
        int end = url.indexOf('?');
        String address = end < 0 ? url : url.substring(0, end);
        return address.replaceAll("//[^/@]*@", "//");
    }

    private static @Nullable String state(SQLException failure) {
        String state = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                state = sql.getSQLState();
            }
        }
        return state;
    }
}
