package io.fixpoint.database;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.flywaydb.core.Flyway;
import org.hibernate.Session;

/** Gives the datasource and the persistence unit that are active to all who ask for one without a name. */
@ApplicationScoped
class ActiveDatabase {
    private final DatabaseConfig config;

    @Inject
    ActiveDatabase(DatabaseConfig config) {
        this.config = config;
    }

    boolean isPostgresql() {
        return config.url().isPresent() && config.url().get().startsWith(DatabaseChoice.POSTGRESQL_URL);
    }

    @Produces
    @ApplicationScoped
    AgroalDataSource dataSource(
            @DataSource(DatabaseChoice.H2) InjectableInstance<AgroalDataSource> h2,
            @DataSource(DatabaseChoice.POSTGRESQL) InjectableInstance<AgroalDataSource> postgresql) {
        return isPostgresql() ? postgresql.get() : h2.get();
    }

    @Produces
    @ApplicationScoped
    Session session(
            @PersistenceUnit(DatabaseChoice.H2) InjectableInstance<Session> h2,
            @PersistenceUnit(DatabaseChoice.POSTGRESQL) InjectableInstance<Session> postgresql) {
        return isPostgresql() ? postgresql.get() : h2.get();
    }

    @Produces
    @Dependent
    Flyway flyway(
            @FlywayDataSource(DatabaseChoice.H2) InjectableInstance<Flyway> h2,
            @FlywayDataSource(DatabaseChoice.POSTGRESQL) InjectableInstance<Flyway> postgresql) {
        return isPostgresql() ? postgresql.get() : h2.get();
    }
}
