package io.fixpoint.replay;

import io.fixpoint.factlog.TestDatabase;
import javax.sql.DataSource;

/** The same on PostgreSQL. */
class ReplayJobStoreOnPostgresqlTest extends ReplayJobStoreTest {
    @Override
    DataSource database() {
        return TestDatabase.onPostgresql();
    }
}
