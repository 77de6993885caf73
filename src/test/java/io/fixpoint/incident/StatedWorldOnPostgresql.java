package io.fixpoint.incident;

import io.fixpoint.factlog.TestPostgresql;
import java.util.HashMap;
import java.util.Map;

/** The same on PostgreSQL. */
public class StatedWorldOnPostgresql extends StatedWorld {
    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>(super.getConfigOverrides());
        config.put("fixpoint.database.url", TestPostgresql.shared().newDatabase());
        return config;
    }
}
