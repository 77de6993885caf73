package io.fixpoint.recovery;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;

/**
 * Removes what belonged to recoveries whose history the engine has cleaned, and freezes that were over long ago. In the
 * caller's transaction, so many rows at a time.
 */
@ApplicationScoped
class RecoveryRetention {
    /** How long a freeze that is over can be looked up. */
    static final Duration FREEZES = Duration.ofDays(365);

    private static final int BATCH = 1_000;

    /** The history of a recovery is there as long as it runs, and for its process' time to live after. */
    private static final String FORGOTTEN = " where r.started_at < ? and not exists"
            + " (select 1 from ACT_HI_PROCINST h where h.ID_ = r.recovery_id) limit " + BATCH + ")";

    private final AgroalDataSource dataSource;
    private final RecoveryConfig config;

    RecoveryRetention(AgroalDataSource dataSource, RecoveryConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    /** Removes some; how many rows that were. */
    int removeOld(Instant now) {
        // Of a process with a shorter time to live they stay until then.
        Instant before = now.minus(Duration.ofDays(config.history().days()));
        return delete(
                        "delete from action_reuse where job_id in (select r.job_id from action_reuse r" + FORGOTTEN,
                        before)
                + delete(
                        "delete from action_journal where job_id in (select r.job_id from action_journal r" + FORGOTTEN,
                        before)
                + delete(
                        "delete from repair_freeze where id in (select f.id from repair_freeze f"
                                + " where f.until_at < ? limit " + BATCH + ")",
                        now.minus(FREEZES));
    }

    private int delete(String sql, Instant before) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setTimestamp(1, Timestamp.from(before));
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("what is old of recoveries cannot be removed: " + e.getMessage(), e);
        }
    }
}
