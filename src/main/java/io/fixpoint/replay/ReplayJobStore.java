package io.fixpoint.replay;

import io.fixpoint.node.Lead;
import io.fixpoint.replay.ReplayJob.State;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The replays that somebody asked for. */
@ApplicationScoped
public class ReplayJobStore {
    private static final String COLUMNS =
            "id, state, person, from_time, to_time, created_at, ended_at, reason, files is not null";

    private final DataSource dataSource;
    private final Lead lead;

    @Inject
    public ReplayJobStore(DataSource dataSource, Lead lead) {
        this.dataSource = dataSource;
        this.lead = lead;
    }

    /** Of a server that is alone. */
    public ReplayJobStore(DataSource dataSource) {
        this(dataSource, Lead.ALONE);
    }

    void add(ReplayJob job) {
        update(
                "insert into replay_job (id, state, person, from_time, to_time, files, created_at, node_no)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                job.id(),
                job.state().name(),
                job.person(),
                job.from(),
                job.to(),
                job.files(),
                job.createdAt(),
                lead.node());
    }

    /** Ends a job that runs; no effect on another. */
    boolean end(String id, State state, @Nullable String result, @Nullable String reason, Instant at) {
        return update(
                        "update replay_job set state = ?, result = ?, reason = ?, ended_at = ?"
                                + " where id = ? and state = 'RUNNING'",
                        state.name(),
                        result,
                        reason,
                        at,
                        id)
                > 0;
    }

    /** Ends all jobs that run on this server. */
    int failAll(String reason, Instant at) {
        return update(
                "update replay_job set state = 'FAILED', reason = ?, ended_at = ? where state = 'RUNNING'"
                        + " and node_no = ?",
                reason,
                at,
                lead.node());
    }

    /** Removes ended jobs but the latest ones. */
    void retain(int keep) {
        update(
                "delete from replay_job where state <> 'RUNNING' and id not in"
                        + " (select id from replay_job order by created_at desc limit ?)",
                keep);
    }

    Optional<ReplayJob> find(String id) {
        return query("select " + COLUMNS + ", files, result from replay_job where id = ?", true, id).stream()
                .findFirst();
    }

    /** Without files and results, latest first. */
    List<ReplayJob> list(int offset, int limit) {
        return query(
                "select " + COLUMNS + " from replay_job order by created_at desc, id limit ? offset ?",
                false,
                limit,
                offset);
    }

    long count() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("select count(*) from replay_job");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("Replays cannot be read", e);
        }
    }

    /** The candidate that runs as a shadow on this server, whose log its position is of. */
    Optional<ShadowCandidate> shadow() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select files, message, person, since, position from rule_shadow where id = 1 and node_no = ?")) {
            select.setInt(1, lead.node());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? Optional.of(new ShadowCandidate(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getObject(4, OffsetDateTime.class).toInstant(),
                                rows.getLong(5)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The shadow cannot be read", e);
        }
    }

    void setShadow(ShadowCandidate candidate) {
        removeShadow();
        update(
                "insert into rule_shadow (id, files, message, person, since, position, node_no)"
                        + " values (1, ?, ?, ?, ?, ?, ?)",
                candidate.files(),
                candidate.message(),
                candidate.person(),
                candidate.since(),
                candidate.position(),
                lead.node());
    }

    boolean removeShadow() {
        return update("delete from rule_shadow where id = 1") > 0;
    }

    private int update(String sql, @Nullable Object... values) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("Replays cannot be written", e);
        }
    }

    private List<ReplayJob> query(String sql, boolean full, Object... values) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            set(select, values);
            List<ReplayJob> jobs = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    OffsetDateTime ended = rows.getObject(7, OffsetDateTime.class);
                    jobs.add(new ReplayJob(
                            rows.getString(1),
                            State.valueOf(rows.getString(2)),
                            rows.getString(3),
                            rows.getObject(4, OffsetDateTime.class).toInstant(),
                            rows.getObject(5, OffsetDateTime.class).toInstant(),
                            full ? rows.getString(10) : rows.getBoolean(9) ? "{}" : null,
                            rows.getObject(6, OffsetDateTime.class).toInstant(),
                            ended == null ? null : ended.toInstant(),
                            full ? rows.getString(11) : null,
                            rows.getString(8)));
                }
            }
            return jobs;
        } catch (SQLException e) {
            throw new IllegalStateException("Replays cannot be read", e);
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
        }
    }
}
