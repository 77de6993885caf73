package io.fixpoint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import picocli.CommandLine;

class TestCommandTest {
    private final Path home;
    private final Path rules;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    TestCommandTest(@TempDir Path home) throws IOException {
        this.home = home;
        this.rules = home.resolve("rules");
        Files.createDirectories(rules.resolve("detection"));
        Files.writeString(rules.resolve("detection/queue.drl"), """
                package detection;
                import io.fixpoint.fact.*;
                rule "The queue is long" @id("long-queue")
                when
                    $s : Series( metric == "queue_length", value > 100 )
                then
                    insertLogical( Anomaly.of("long-queue", $s) );
                end
                rule "The queue is endless" @id("endless-queue")
                when
                    $s : Series( metric == "queue_length", value > 1000 )
                then
                    insertLogical( Anomaly.of("endless-queue", $s) );
                end
                """);
    }

    private int test(String... arguments) {
        CommandLine commandLine =
                Fixpoint.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] all = new String[arguments.length + 1];
        all[0] = "test";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return commandLine.execute(all);
    }

    private void scenarios(String first, String second) throws IOException {
        Files.writeString(rules.resolve("detection/queue.scenario.yaml"), """
                - name: a queue of %s is long
                  given: [{sample: {service: mail, metric: queue_length, value: %s}}]
                  expect: [{at: 1s, present: {anomaly: {name: long-queue}}}]
                - name: <&> a queue of %s is short
                  given: [{sample: {service: mail, metric: queue_length, value: %s}}]
                  expect: [{at: 1s, absent: {anomaly: }}]
                """.formatted(first, first, second, second));
    }

    @Test
    void allThatPassIsZero() throws IOException {
        scenarios("101", "100");
        assertThat(test(rules.toString())).isZero();
        assertThat(out.toString())
                .contains("  ok    a queue of 101 is long")
                .contains("2 scenarios, 0 failed")
                .contains("they reach 1 of 2 rules (50 %)")
                .doesNotContain("No scenario reaches");
    }

    @Test
    void whatDiffersIsTheReasonForOne() throws IOException {
        scenarios("100", "100");
        assertThat(test("--coverage", rules.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("  FAIL  a queue of 100 is long")
                .contains("detection/queue.scenario.yaml:3: expected at 1s: an anomaly with name long-queue")
                .contains("at 1s: no anomaly at all")
                .contains("facts then: queue_length of mail: value 100")
                .contains("No scenario reaches the detection rule endless-queue (detection/queue.drl:9)");
    }

    @Test
    void theNameChooses() throws IOException {
        scenarios("100", "100");
        assertThat(test("--name", "SHORT", rules.toString())).isZero();
        assertThat(out.toString()).contains("1 scenario, 0 failed");
    }

    @Test
    void nothingToRunIsNoSuccess() throws IOException {
        assertThat(test(rules.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("No scenario was run");
    }

    @Test
    void aMistakeInAFileIsTheReasonForOne() throws IOException {
        Files.writeString(rules.resolve("detection/queue.scenario.yaml"), "- {nam: a}");
        assertThat(test(rules.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("detection/queue.scenario.yaml:1:4: ")
                .contains("Did you mean 'name'?");
    }

    @Test
    void aFolderThatDoesNotExistIsAMistakeOfTheCommandLine() {
        assertThat(test(home.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("There is no folder").contains("none");
        assertThat(test("--jsno")).isEqualTo(2);
    }

    @Test
    void jsonIsForPrograms() throws IOException {
        scenarios("100", "100");
        assertThat(test("--json", rules.toString())).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.path("passed").booleanValue()).isFalse();
        assertThat(json.path("results")).hasSize(2);
        assertThat(json.at("/results/0/differences/0/moment").textValue()).isEqualTo("1s");
        assertThat(json.at("/coverage/rules").intValue()).isEqualTo(2);
        assertThat(json.at("/coverage/unreached")).hasSize(2);
    }

    @Test
    void junitXmlIsForCi() throws Exception {
        scenarios("100", "100");
        Path file = home.resolve("report.xml");
        assertThat(test("--junit", file.toString(), rules.toString())).isEqualTo(1);
        Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("name")).isEqualTo("detection/queue.scenario.yaml");
        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        Element failed = (Element) xml.getElementsByTagName("testcase").item(0);
        assertThat(failed.getAttribute("classname")).isEqualTo("detection.queue");
        assertThat(failed.getElementsByTagName("failure").item(0).getTextContent())
                .contains("expected at 1s: an anomaly with name long-queue");
        Element passed = (Element) xml.getElementsByTagName("testcase").item(1);
        assertThat(passed.getAttribute("name")).isEqualTo("<&> a queue of 100 is short");
        assertThat(passed.getElementsByTagName("failure").getLength()).isZero();
    }
}
