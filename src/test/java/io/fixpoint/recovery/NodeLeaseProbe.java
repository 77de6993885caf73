package io.fixpoint.recovery;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Leaves a job as a killed server leaves it: locked for a long time. */
@ApplicationScoped
class NodeLeaseProbe {
    private final AgroalDataSource dataSource;

    NodeLeaseProbe(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Transactional
    void lock(String jobId, String life) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("update ACT_RU_JOB set LOCK_OWNER_ = ?,"
                        + " LOCK_EXP_TIME_ = timestamp '2099-01-01 00:00:00' where ID_ = ?")) {
            statement.setString(1, life);
            statement.setString(2, jobId);
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("there is no job " + jobId);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
