package io.fixpoint.incident;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The same on PostgreSQL: every query of incidents. */
@QuarkusTest
@TestProfile(StatedWorldOnPostgresql.class)
class IncidentsOnPostgresqlTest extends IncidentResourceTest {}
