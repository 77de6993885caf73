package io.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigKeysTest {
    private static final Set<String> KNOWN = Set.of(
            "fixpoint.data-dir", "fixpoint.access.users-file", "fixpoint.http.endpoints.*", "fixpoint.notify.urls[*]");

    @Test
    void unknownKeyIsNamedWithTheNearOne() {
        assertThat(ConfigKeys.unknownKeys(KNOWN, List.of("fixpoint.acces.users-file"), "the file"))
                .singleElement()
                .asString()
                .contains("'fixpoint.acces.users-file' (in the file)")
                .contains("Did you mean 'fixpoint.access.users-file'");
    }

    @Test
    void knownKeysAndThoseOfOthersPass() {
        List<String> given = List.of(
                "fixpoint.data-dir",
                "fixpoint.http.endpoints.control",
                "fixpoint.http.endpoints.\"a.b\"",
                "fixpoint.notify.urls[0]",
                "quarkus.http.port",
                "user.dir");
        assertThat(ConfigKeys.unknownKeys(KNOWN, given, "the file")).isEmpty();
    }

    @Test
    void variablesAreCheckedUnlessKubernetesSetThem() {
        List<String> given = List.of(
                "FIXPOINT_DATA_DIR",
                "FIXPOINT_HTTP_ENDPOINTS_CONTROL",
                "FIXPOINT_SERVICE_HOST",
                "FIXPOINT_PORT_8080_TCP_ADDR",
                "FIXPOINT_DATA_DRI",
                "PATH");
        assertThat(ConfigKeys.unknownVariables(KNOWN, given))
                .singleElement()
                .asString()
                .contains("FIXPOINT_DATA_DRI")
                .contains("FIXPOINT_DATA_DIR");
    }
}
