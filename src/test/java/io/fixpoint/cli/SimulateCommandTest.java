package io.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateCommandTest {
    private final Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    SimulateCommandTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.copy(Path.of("processes/repair-restart.bpmn"), folder.resolve("repair-restart.bpmn"));
        Files.copy(Path.of("processes/repair-restart.scenario.yaml"), folder.resolve("repair-restart.scenario.yaml"));
    }

    private int fixpoint(String... arguments) {
        CommandLine commandLine =
                Fixpoint.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return commandLine.execute(arguments);
    }

    @Test
    void thePathAndTheVariablesOfEachScenarioAreShown() {
        assertThat(fixpoint("simulate", "repair-restart", "--processes", folder.toString(), "--name", "refuses"))
                .isZero();
        assertThat(out.toString())
                .contains("repair-restart: the control refuses, and the repair ends with an error")
                .containsPattern("0s +callControl +serviceTask")
                .contains("FAILED at notCarriedOut")
                .contains("actionError = status 500")
                .doesNotContain("cannot be reached");
    }

    @Test
    void withoutAScenarioEveryStepIsTakenToHaveBeenDone() throws IOException {
        Files.delete(folder.resolve("repair-restart.scenario.yaml"));
        Path mine = Files.writeString(folder.resolve("mine.yaml"), """
                - name: mine
                  variables: {incidentId: i-1, repair: {target: checkout, parameters: {}}}
                  expect: {at: notCarriedOut}
                """);
        assertThat(fixpoint(
                        "simulate", "repair-restart", "--processes", folder.toString(), "--scenario", mine.toString()))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("Nothing is recorded of callControl: taken to have been done.")
                .contains("FAIL  at: expected [notCarriedOut], is [carriedOut]");
    }

    @Test
    void whatThereIsNotIsAUsageError() {
        assertThat(fixpoint("simulate", "repair-restar", "--processes", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("there is no process 'repair-restar'")
                .contains("'repair-restart'");
        assertThat(fixpoint(
                        "simulate",
                        "a",
                        "--processes",
                        folder.resolve("nothing").toString()))
                .isEqualTo(2);
    }

    @Test
    void scenariosOfProcessesRunWithTheTestsOfRules() throws IOException {
        Path rules = folder.resolve("rules");
        Files.createDirectories(rules.resolve("detection"));
        assertThat(fixpoint("test", "--coverage", "--json", "--processes", folder.toString(), rules.toString()))
                .isZero();
        JsonNode report =
                new ObjectMapper().readTree(out.toString()).path("processes").path(0);
        assertThat(report.path("results")).hasSize(3);
        assertThat(report.path("notTaken")).isEmpty();
        assertThat(report.path("results").path(0).path("passed").asBoolean()).isTrue();
    }
}
