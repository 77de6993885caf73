package io.fixpoint.recovery.guard;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of guarded services, and of the repairs that began. Plain SQL, since what counts is the row as it is once it is
 * locked, not what was read before. All but {@link #prepare} joins the caller's transaction.
 */
@ApplicationScoped
class GuardStore {
    private final AgroalDataSource dataSource;

    GuardStore(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** A service that is locked for this transaction, and the recovery that repairs it. */
    record Held(
            @Nullable String recoveryId,
            @Nullable String incidentId,
            @Nullable Instant since) {}

    /** Makes the row of the service, so that there is something to lock; in a transaction of its own. */
    void prepare(String service) {
        if (count("select count(*) from guarded_service where service = ?", service) > 0) {
            return;
        }
        try {
            QuarkusTransaction.requiringNew()
                    .run(() -> update("insert into guarded_service (service) values (?)", service));
        } catch (RuntimeException e) {
            // Another recovery was faster; if it was something else, the row is missing and is missed next.
            if (count("select count(*) from guarded_service where service = ?", service) == 0) {
                throw e;
            }
        }
    }

    /** Locks the service and all that the recovery holds, in the order of their names so that no two wait for each other. */
    Map<String, Held> lock(String service, String recoveryId) {
        Map<String, Held> locked = new TreeMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = prepared(
                        connection,
                        "select service, recovery_id, incident_id, held_since from guarded_service"
                                + " where service = ? or recovery_id = ? order by service for update",
                        service,
                        recoveryId);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                OffsetDateTime since = rows.getObject(4, OffsetDateTime.class);
                locked.put(
                        rows.getString(1),
                        new Held(rows.getString(2), rows.getString(3), since == null ? null : since.toInstant()));
            }
            return locked;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    void hold(String service, String recoveryId, @Nullable String incidentId, Instant since) {
        update(
                "update guarded_service set recovery_id = ?, incident_id = ?, held_since = ? where service = ?",
                recoveryId,
                incidentId,
                since,
                service);
    }

    void release(String recoveryId) {
        update(
                "update guarded_service set recovery_id = null, incident_id = null, held_since = null"
                        + " where recovery_id = ?",
                recoveryId);
    }

    /** Counts the repairs of the service that began after the time. */
    int begunSince(String service, Instant time) {
        return count("select count(*) from repair_start where service = ? and started_at > ?", service, time);
    }

    /** Writes that a repair began; what began before the time is forgotten. */
    void begun(String service, String recoveryId, Instant now, Instant forgotten) {
        update("delete from repair_start where service = ? and started_at <= ?", service, forgotten);
        update(
                "insert into repair_start (id, service, recovery_id, started_at) values (?, ?, ?, ?)",
                UUID.randomUUID().toString(),
                service,
                recoveryId,
                now);
    }

    private int count(String sql, @Nullable Object... values) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = prepared(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getInt(1) : 0;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private int update(String sql, @Nullable Object... values) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof Instant time ? Timestamp.from(time) : value);
        }
        return statement;
    }

    private static IllegalStateException failed(SQLException e) {
        return new IllegalStateException("the guards of repairs cannot be read or written: " + e.getMessage(), e);
    }
}
