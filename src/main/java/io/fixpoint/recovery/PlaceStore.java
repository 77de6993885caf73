package io.fixpoint.recovery;

import io.agroal.api.AgroalDataSource;
import io.fixpoint.fact.Priority;
import io.fixpoint.recovery.WaitingOrder.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of recoveries that have not ended: who has a place and who waits for one. Plain SQL in the caller's
 * transaction: rows are counted while the turn is locked, and the engine's tables are looked at with them. Whoever has locked
 * the turn waits for nothing else, so it can be locked whatever else one has.
 */
@ApplicationScoped
class PlaceStore {
    private static final String WITH_A_PERSON =
            "(exists (select 1 from ACT_RU_TASK t join ACT_RU_EXECUTION e on e.ID_ = t.PROC_INST_ID_"
                    + " where e.ROOT_PROC_INST_ID_ = ? and t.ID_ <> ?)"
                    + " or exists (select 1 from ACT_RU_JOB j join ACT_RU_EXECUTION e on e.ID_ = j.PROCESS_INSTANCE_ID_"
                    + " where e.ROOT_PROC_INST_ID_ = ? and j.RETRIES_ <= 0)"
                    + " or exists (select 1 from ACT_RU_EXT_TASK x join ACT_RU_EXECUTION e on e.ID_ = x.PROC_INST_ID_"
                    + " where e.ROOT_PROC_INST_ID_ = ? and x.RETRIES_ <= 0))";

    private final AgroalDataSource dataSource;

    PlaceStore(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Nobody else counts or gives places until the transaction ends. */
    void lockTurn() {
        int ignored = count("select id from recovery_turn where id = 1 for update");
    }

    void add(Waiting recovery, boolean waiting, boolean withPerson) {
        update(
                "insert into recovery_place"
                        + " (recovery, incident, process, service, priority, waiting, begun, with_person, since)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                recovery.recovery(),
                recovery.incident(),
                recovery.process(),
                recovery.service(),
                recovery.priority().name(),
                waiting,
                !waiting,
                withPerson,
                recovery.since());
    }

    void remove(String recovery) {
        update("delete from recovery_place where recovery = ?", recovery);
    }

    /** How many have a place and do not wait for a person. */
    int taken() {
        return count("select count(*) from recovery_place where waiting = false and with_person = false");
    }

    int waiting() {
        return count("select count(*) from recovery_place where waiting = true");
    }

    /** Gives the recovery a place; false if it does not wait for one, or somebody is about to end it. */
    boolean admit(String recovery) {
        return count(
                                "select 1 from recovery_place where recovery = ? and waiting = true"
                                        + " for update skip locked",
                                recovery)
                        == 1
                && update("update recovery_place set waiting = false where recovery = ? and waiting = true", recovery)
                        == 1;
    }

    /** Says that it begins now; false if that was said already, or it has ended. */
    boolean begin(String recovery) {
        return update("update recovery_place set begun = true where recovery = ? and begun = false", recovery) == 1;
    }

    /** Those whose turn has come and that have not begun. */
    List<Waiting> toBegin() {
        return find("where waiting = false and begun = false");
    }

    /** Removes what was added before the time by somebody whose own transaction was lost. */
    void removeLost(Instant before) {
        update(
                "delete from recovery_place where since < ? and not exists"
                        + " (select 1 from ACT_RU_EXECUTION e where e.ID_ = recovery_place.recovery)",
                before);
    }

    /** So many of those that wait, the most urgent and of those the oldest first. */
    List<Waiting> mostUrgent(int limit) {
        return find("where waiting = true order by priority, since, recovery fetch first " + limit + " rows only");
    }

    private List<Waiting> find(String which) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = prepared(
                        connection,
                        "select recovery, incident, process, service, priority, since from recovery_place " + which);
                ResultSet rows = statement.executeQuery()) {
            List<Waiting> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new Waiting(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        Priority.valueOf(rows.getString(5)),
                        rows.getObject(6, OffsetDateTime.class).toInstant()));
            }
            return found;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The priority of an incident's waiting recoveries. */
    void prioritize(String incident, Priority priority) {
        update(
                "update recovery_place set priority = ? where incident = ? and waiting = true",
                priority.name(),
                incident);
    }

    /** The recovery has come to a human task, or is stalled. */
    void withPerson(String recovery) {
        update("update recovery_place set with_person = true where recovery = ? and with_person = false", recovery);
    }

    /** Looks again whether the recovery waits for a person; a task that is done does not count. */
    void lookAgain(String recovery, String exceptTask) {
        update(
                "update recovery_place set with_person = " + WITH_A_PERSON + " where recovery = ?",
                recovery,
                exceptTask,
                recovery,
                recovery,
                recovery);
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
        return new IllegalStateException("the order of recoveries cannot be read or written: " + e.getMessage(), e);
    }
}
