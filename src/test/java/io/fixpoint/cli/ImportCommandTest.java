package io.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportCommandTest {
    private static final String GOOD = """
            groups:
            - name: Web
              rules:
              - {alert: Down, expr: up == 0, for: 1m, labels: {severity: critical}}
            """;

    @TempDir
    private Path folder;

    private Path out = Path.of("rules");
    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void setOut() {
        out = folder.resolve("rules");
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return file;
    }

    private int run(String... arguments) {
        CommandLine commandLine = Fixpoint.commandLine();
        commandLine.setOut(new PrintWriter(output));
        commandLine.setErr(new PrintWriter(errors));
        String[] all = new String[arguments.length + 4];
        all[0] = "import";
        all[1] = "prometheus-rules";
        all[2] = "--out";
        all[3] = out.toString();
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return commandLine.execute(all);
    }

    @Test
    void writesARuleAndItsScenario() throws IOException {
        assertThat(run(file("web.yml", GOOD).toString())).isZero();

        assertThat(Files.readString(out.resolve("detection/web.drl"))).contains("@id(\"Down\")");
        assertThat(out.resolve("detection/web.scenario.yaml")).exists();
        assertThat(output.toString()).contains("1 of 1 alerting rules imported.");
    }

    @Test
    void overwritesOnlyIfForced() throws IOException {
        String file = file("web.yml", GOOD).toString();
        run(file);
        Files.writeString(out.resolve("detection/web.drl"), "mine");

        assertThat(run(file)).isEqualTo(2);
        assertThat(Files.readString(out.resolve("detection/web.drl"))).isEqualTo("mine");
        assertThat(errors.toString()).contains("web.drl").contains("--force");

        assertThat(run(file, "--force")).isZero();
        assertThat(Files.readString(out.resolve("detection/web.drl"))).contains("@id(\"Down\")");
    }

    @Test
    void whatIsNotImportedIsListedAndTheRestIsWritten() throws IOException {
        String file = file("web.yml", GOOD + "  - {alert: Missing, expr: absent(up)}\n")
                .toString();

        assertThat(run(file)).isEqualTo(1);
        assertThat(output.toString())
                .contains("not imported  Missing (")
                .contains("--service")
                .contains("1 of 2 alerting rules imported.");
        assertThat(out.resolve("detection/web.drl")).exists();

        assertThat(run(file, "--force", "--service", "checkout")).isZero();
    }

    @Test
    void jsonForMachines() throws IOException {
        run(file("web.yml", GOOD + "  - {alert: Missing, expr: absent(up)}\n").toString(), "--json");

        JsonNode report = new ObjectMapper().readTree(output.toString());
        assertThat(report.at("/imported/0/alert").asText()).isEqualTo("Down");
        assertThat(report.at("/imported/0/target").asText()).isEqualTo("detection/web.drl");
        assertThat(report.at("/notImported/0/alert").asText()).isEqualTo("Missing");
        assertThat(report.at("/files/0").asText()).isEqualTo("detection/web.drl");
    }

    @Test
    void wrongUsage() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(run(folder.resolve("none.yml").toString())).isEqualTo(2);
        assertThat(run(file("bad.yml", "a: b").toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("bad.yml is no rule file of Prometheus");
        assertThat(out).doesNotExist();
    }
}
