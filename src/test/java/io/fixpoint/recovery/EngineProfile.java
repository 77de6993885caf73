package io.fixpoint.recovery;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** The engine in a server of its own, with what other packages would tell it under the test's control. */
public class EngineProfile implements QuarkusTestProfile {
    /** The value of secret {@code pager}. */
    static final String SECRET = "s3cr3t \"+/a<&>tail";

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(RecordedProgress.class, ScriptedRules.class, ScriptedFacts.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("fixpoint.recovery.jobs.poll", "PT0.1S"),
                Map.entry("fixpoint.recovery.jobs.retry-after", "PT0.1S"),
                Map.entry("fixpoint.recovery.verify-every", "PT1S"),
                Map.entry("fixpoint.recovery.at-once", "8"),
                // Each run leaves a file, so that it can be counted.
                Map.entry("fixpoint.shell.commands.leave-a-file", "/usr/bin/mktemp,-p,{folder}"),
                Map.entry("fixpoint.http.allowed-hosts", "localhost,127.0.0.1"),
                Map.entry("fixpoint.http.allow-private", "true"),
                Map.entry("fixpoint.http.secrets.pager", SECRET),
                Map.entry("fixpoint.http.secrets.pager.hosts", "localhost"),
                Map.entry("fixpoint.guards.ask-again", "PT0.2S"),
                Map.entry("fixpoint.guards.services.budgeted.repairs-per-hour", "2"),
                Map.entry("fixpoint.guards.services.shared.most-share", "0.5"),
                Map.entry("fixpoint.guards.services.raced-1.repairs-per-hour", "100000"),
                Map.entry("fixpoint.guards.services.raced-2.repairs-per-hour", "100000"),
                Map.entry("fixpoint.automation.mode", "AUTOMATIC"));
    }
}
