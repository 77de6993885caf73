package io.fixpoint.recovery;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** The engine in a server of its own, with what other packages would tell it under the test's control. */
public class EngineProfile implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(RecordedProgress.class, ScriptedRules.class, ScriptedFacts.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "fixpoint.recovery.jobs.poll", "PT0.1S",
                "fixpoint.recovery.jobs.retry-after", "PT0.1S",
                "fixpoint.recovery.verify-every", "PT1S",
                "fixpoint.automation.mode", "AUTOMATIC");
    }
}
