package io.fixpoint.incident;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A server without rules whose episodes and recoveries a test states. */
public class StatedWorld implements QuarkusTestProfile {
    /** The password of {@code admin}. */
    public static final String PASSWORD = "a password for tests";

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(KnownEpisodes.class, KnownRecoveries.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>();
        config.put("fixpoint.incident.reopen-after", "PT0S");
        // A test of the sums of hours says itself when they follow.
        config.put("fixpoint.incident.keep-results-every", "PT24H");
        config.put("fixpoint.access.admin-password", PASSWORD);
        config.put("fixpoint.rules.dir", rules().toString());
        config.put("fixpoint.triage.retry-after", "PT0.05S");
        config.put("fixpoint.triage.separate-after", "2");
        config.put("fixpoint.triage.poll", "PT0.5S");
        config.put("fixpoint.notify.webhook", "http://localhost:" + freePort() + "/hook");
        config.put("fixpoint.notify.wait-for", "PT0.2S");
        config.put("fixpoint.notify.retry-after", "PT0.1S");
        config.put("fixpoint.notify.poll", "PT0.2S");
        return config;
    }

    /** The folder of rules; an empty one. */
    Path rules() {
        try {
            return Files.createTempDirectory("rules");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
