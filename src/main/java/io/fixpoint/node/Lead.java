package io.fixpoint.node;

import java.sql.Connection;
import java.sql.SQLException;

/** Whether this server is the one that detects and decides. See decision 0066. */
public interface Lead {

    /** That of a server which shares its database with nobody. */
    Lead ALONE = new Lead() {
        @Override
        public int node() {
            return 0;
        }

        @Override
        public long term() {
            return 1;
        }

        @Override
        public void hold(Connection connection, long term) {
            // nobody else could have it
        }

        @Override
        public boolean isShared() {
            return false;
        }
    };

    /** The number of this server's data folder among those that share the database, from 0. */
    int node();

    /** The term in which this server leads; 0 while another one does. A server that leads again has another term. */
    long term();

    /**
     * Holds the lead until the connection's transaction ends.
     *
     * @throws LostLeadException if the term is over
     */
    void hold(Connection connection, long term) throws SQLException;

    /** Whether there may be other servers. */
    boolean isShared();

    /** Whether this server leads. */
    default boolean leads() {
        return term() != 0;
    }

    /** Another server leads by now. */
    final class LostLeadException extends RuntimeException {
        public LostLeadException(String message) {
            super(message);
        }
    }
}
