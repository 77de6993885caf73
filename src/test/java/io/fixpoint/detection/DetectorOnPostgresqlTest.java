package io.fixpoint.detection;

import io.fixpoint.factlog.TestDatabase;
import javax.sql.DataSource;

/** The same on PostgreSQL. */
class DetectorOnPostgresqlTest extends DetectorTest {
    @Override
    DataSource database() {
        return TestDatabase.onPostgresql();
    }
}
