package io.fixpoint.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;

/** Whether the database answers now. */
@ApplicationScoped
public class DatabaseAnswers {
    private static final int SECONDS = 3;

    private final AgroalDataSource dataSource;

    @Inject
    DatabaseAnswers(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Asks it; false if it does not answer within seconds. */
    public boolean now() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }
}
