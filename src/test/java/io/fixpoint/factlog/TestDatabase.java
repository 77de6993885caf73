package io.fixpoint.factlog;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalPropertiesReader;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A real database, migrated as the server's is. */
public final class TestDatabase {
    private TestDatabase() {}

    /** The database of the folder; the same one each time. */
    public static DataSource in(Path folder) {
        return migrated("jdbc:h2:file:" + folder.resolve("test"));
    }

    /** A database in memory, of its own. */
    public static DataSource inMemory() {
        return migrated("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    /** A database of its own on a PostgreSQL that lives as long as the tests. */
    public static DataSource onPostgresql() {
        return pooled(TestPostgresql.shared().newDatabase());
    }

    private static DataSource pooled(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        Flyway.configure().dataSource(source).load().migrate();
        AgroalPropertiesReader pool = new AgroalPropertiesReader()
                .readProperties(Map.of(
                        AgroalPropertiesReader.MAX_SIZE,
                        "8",
                        AgroalPropertiesReader.JDBC_URL,
                        url,
                        AgroalPropertiesReader.ACQUISITION_TIMEOUT_S,
                        "10"));
        try {
            return AgroalDataSource.from(pool);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DataSource migrated(String url) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        Flyway.configure().dataSource(source).load().migrate();
        return JdbcConnectionPool.create(source);
    }

    /** The configuration with these values stated, and else the defaults. */
    public static <T> T config(Class<T> type, Map<String, String> stated) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withDefaultValues(stated)
                .withMapping(type)
                .build()
                .getConfigMapping(type);
    }

    public static FactsConfig factsConfig() {
        return config(FactsConfig.class, Map.of());
    }
}
