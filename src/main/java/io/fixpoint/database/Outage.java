package io.fixpoint.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;

/** Tells a database that does not answer from one that refuses a statement. */
public final class Outage {
    /** The class of connection failures in the SQL standard. */
    private static final String CONNECTION = "08";
    /** PostgreSQL shuts down, or starts up. */
    private static final String SHUTDOWN = "57P0";

    private static final int DEEPEST = 20;

    private Outage() {}

    /** Whether the failure came of that: what failed may be tried again as it is. */
    public static boolean caused(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof SQLNonTransientConnectionException
                    || cause instanceof SQLTransientConnectionException) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith(CONNECTION)
                            || sql.getSQLState().startsWith(SHUTDOWN))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
