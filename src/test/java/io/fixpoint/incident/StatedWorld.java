package io.fixpoint.incident;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** A server whose episodes and recoveries a test states. */
public class StatedWorld implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(KnownEpisodes.class, KnownRecoveries.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("fixpoint.incident.reopen-after", "PT0S");
    }
}
