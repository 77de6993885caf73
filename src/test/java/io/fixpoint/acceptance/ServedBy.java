package io.fixpoint.acceptance;

import io.fixpoint.factlog.TestPostgresql;

/** The databases that a server can use. */
enum ServedBy {
    H2,
    POSTGRESQL;

    /** States the settings that choose it, with an empty database. */
    ServerProcess set(ServerProcess server) {
        return this == H2
                ? server
                : server.set("fixpoint.database.url", TestPostgresql.shared().newDatabase());
    }
}
