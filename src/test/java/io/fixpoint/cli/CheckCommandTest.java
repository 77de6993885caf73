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

class CheckCommandTest {
    private static final String RULE = """
            package analysis;
            import io.fixpoint.fact.*;

            rule "Restart"
            when
                Suspect( rank == 1, $s : service )
            then
                insertLogical( Repair.process("repair-restart").target($s)%s );
            end
            """;

    private final Path home;
    private final Path rules;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    CheckCommandTest(@TempDir Path home) throws IOException {
        this.home = home;
        this.rules = home.resolve("rules");
        Files.createDirectories(rules.resolve("analysis"));
    }

    private int check(Object... arguments) {
        CommandLine commandLine =
                Fixpoint.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] all = new String[arguments.length + 1];
        all[0] = "check";
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i].toString();
        }
        return commandLine.execute(all);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(rules.resolve(file), text);
    }

    @Test
    void rulesWithoutProblemAreFine() throws IOException {
        write("analysis/a.drl", RULE.formatted(".noUndo()"));
        assertThat(check(rules)).isZero();
        assertThat(out.toString()).contains("1 file, no problem.").contains("Names of processes were not checked");
    }

    @Test
    void problemIsShownInItsLine() throws IOException {
        write("analysis/a.drl", RULE.formatted(".ordr(1).noUndo()"));
        assertThat(check(rules)).isEqualTo(1);
        Path file = rules.resolve("analysis/a.drl");
        assertThat(out.toString().lines().toList())
                .containsSubsequence(
                        file
                                + ":8:64: error: rule \"Restart\": 'ordr(…)' of Repair is not in the fact language; did you"
                                + " mean order?",
                        "        insertLogical( Repair.process(\"repair-restart\").target($s).ordr(1).noUndo() );",
                        " ".repeat(4 + 63) + "^")
                .last()
                .asString()
                .contains("1 with problems: 1 error, 0 warnings");
    }

    @Test
    void warningsAloneAreFine() throws IOException {
        write("analysis/a.drl", RULE.formatted(""));
        assertThat(check(rules)).isZero();
        assertThat(out.toString())
                .contains("a.drl:8:5: warning: rule \"Restart\": ")
                .contains("0 errors, 1 warning");
    }

    @Test
    void processesBesideTheRulesAreKnown() throws IOException {
        write("analysis/a.drl", RULE.formatted(".noUndo()"));
        Files.createDirectories(home.resolve("processes/deeper"));
        assertThat(check(rules)).isEqualTo(1);
        assertThat(out.toString())
                .contains("there is no process 'repair-restart'")
                .doesNotContain("not checked");
        Path model = home.resolve("processes/deeper/repair-restart.bpmn");
        Files.copy(Path.of("processes/repair-restart.bpmn"), model);
        assertThat(check(rules)).isZero();
        Files.writeString(
                model,
                Files.readString(model).replace("camunda:delegateExpression=\"${http}\"", "camunda:class=\"a.B\""));
        out.getBuffer().setLength(0);
        assertThat(check(rules)).isEqualTo(1);
        assertThat(out.toString())
                .contains("repair-restart.bpmn:")
                .contains(": error: element 'callControl': camunda:class runs a class")
                .contains("1 error, 0 warnings");
        Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));
        assertThat(check("--processes", elsewhere, rules)).isEqualTo(1);
    }

    @Test
    void jsonIsThatOfTheApi() throws IOException {
        write("analysis/a.drl", RULE.formatted(".ordr(1)"));
        assertThat(check("--json", rules)).isEqualTo(1);
        JsonNode answer = new ObjectMapper().readTree(out.toString());
        assertThat(answer.get("valid").booleanValue()).isFalse();
        JsonNode problem = answer.get("problems").get(0);
        assertThat(problem.get("severity").textValue()).isEqualTo("ERROR");
        assertThat(problem.get("file").textValue())
                .isEqualTo(rules.resolve("analysis/a.drl").toString());
        assertThat(problem.get("line").intValue()).isEqualTo(8);
        assertThat(problem.get("column").intValue()).isEqualTo(64);
        assertThat(problem.get("rule").textValue()).isEqualTo("Restart");
        assertThat(problem.get("detail").textValue()).contains("did you mean order?");
    }

    @Test
    void eachFolderIsCheckedByItself() throws IOException {
        write("analysis/a.drl", RULE.formatted(".noUndo()"));
        Path other = home.resolve("other");
        Files.createDirectories(other.resolve("analysis"));
        Files.writeString(other.resolve("analysis/b.drl"), RULE.formatted(".noUndo()"));
        assertThat(check(rules, other)).isZero();
        assertThat(out.toString().lines()).hasSize(2);
    }

    @Test
    void wrongFoldersAreAUsageError() throws IOException {
        write("analysis/a.drl", RULE.formatted(""));
        assertThat(check(home.resolve("nothing"))).isEqualTo(2);
        assertThat(check(rules.resolve("analysis/a.drl"))).isEqualTo(2);
        assertThat(check(rules.resolve("analysis"))).isEqualTo(2);
        assertThat(check("--processes", home.resolve("nothing"), rules)).isEqualTo(2);
        assertThat(err.toString())
                .contains("there is no folder '" + home.resolve("nothing") + "'")
                .contains("is a file; name the folder")
                .contains("is the folder of one stage; name the folder above it")
                .contains("--processes names the folder of the process models");
    }

    @Test
    void folderWithoutRulesSaysWhereTheyLie() {
        assertThat(check(home)).isZero();
        assertThat(out.toString()).contains("no rules; they lie in detection, triage, analysis, verification");
    }
}
