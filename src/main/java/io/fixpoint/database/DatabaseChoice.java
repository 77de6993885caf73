package io.fixpoint.database;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes one of the two datasources active that are built in: one setting for operators, where Quarkus wants six. See
 * decision 0065.
 */
public final class DatabaseChoice implements ConfigSourceFactory {
    static final String POSTGRESQL = "postgresql";
    static final String H2 = "h2";
    static final String POSTGRESQL_URL = "jdbc:postgresql:";
    /** Just above what is packaged, so that an operator can still state each Quarkus setting. */
    private static final int ORDINAL = 251;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return List.of(new PropertiesConfigSource(
                settings(value(context, "url"), value(context, "user"), value(context, "password")),
                "the choice of the database",
                ORDINAL));
    }

    private static @Nullable String value(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(DatabaseConfig.PREFIX + "." + name);
        return value == null || value.getValue() == null || value.getValue().isEmpty() ? null : value.getValue();
    }

    static Map<String, String> settings(@Nullable String url, @Nullable String user, @Nullable String password) {
        Map<String, String> settings = new LinkedHashMap<>();
        boolean postgresql = url != null && url.startsWith(POSTGRESQL_URL);
        String active = postgresql ? POSTGRESQL : H2;
        settings.put("quarkus.datasource." + active + ".active", "true");
        settings.put("quarkus.hibernate-orm." + active + ".active", "true");
        if (postgresql) {
            settings.put("quarkus.datasource.postgresql.jdbc.url", url);
            if (user != null) {
                settings.put("quarkus.datasource.postgresql.username", user);
            }
            if (password != null) {
                settings.put("quarkus.datasource.postgresql.password", password);
            }
        }
        return settings;
    }
}
