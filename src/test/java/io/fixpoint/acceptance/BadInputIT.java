package io.fixpoint.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong stops a first start with a message that says where; a server that ran goes on with what it had. */
class BadInputIT {
    private static final String GOOD_RULE = """
            package detection;
            import io.fixpoint.fact.*;

            rule "Broken"
            when
                $s : Series( metric == "broken", value > 0 )
            then
                insertLogical( Anomaly.of("broken", $s) );
            end
            """;

    @TempDir
    Path folder;

    @Test
    void ruleThatDoesNotCompileIsNamedWithFileAndLine() throws Exception {
        Files.createDirectories(folder.resolve("processes"));
        write("rules/detection/bad.drl", GOOD_RULE.replace("value > 0", "valeu > 0"));
        try (ServerProcess server = configured()) {
            assertThat(server.startAndFail()).isEqualTo(1);
            assertThat(server.output())
                    .contains("detection/bad.drl:6")
                    .contains("valeu")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void unsafeProcessIsNamedWithElementAndLine() throws Exception {
        write("rules/detection/good.drl", GOOD_RULE);
        write("processes/unsafe.bpmn", UNSAFE_PROCESS);
        try (ServerProcess server = configured()) {
            assertThat(server.startAndFail()).isEqualTo(1);
            assertThat(server.output())
                    .contains("unsafe.bpmn")
                    .contains("evil")
                    .contains("script")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void absentConfiguredFolderAndUnknownKeyStopTheStart() throws Exception {
        Files.createDirectories(folder.resolve("processes"));
        try (ServerProcess server = configured()) {
            assertThat(server.startAndFail()).isEqualTo(1);
            assertThat(server.output())
                    .contains("fixpoint.rules.dir")
                    .contains(folder.resolve("rules").toString());
        }
        write("rules/detection/good.drl", GOOD_RULE);
        try (ServerProcess server = configured().set("fixpoint.recovery.verify-evry", "PT1S")) {
            assertThat(server.startAndFail()).isEqualTo(1);
            assertThat(server.output()).contains("fixpoint.recovery.verify-every");
        }
    }

    @Test
    void serverThatRanGoesOnWithItsLastGoodRules() throws Exception {
        write("rules/detection/good.drl", GOOD_RULE);
        Files.createDirectories(folder.resolve("processes"));
        try (ServerProcess server = configured().start()) {
            server.kill();
            write("rules/detection/good.drl", GOOD_RULE.replace("value > 0", "valeu > 0"));
            server.start();
            assertThat(server.output()).contains("detection/good.drl:6");
            assertThat(server.request().get("/api/v1/rules").jsonPath().getList("items.name"))
                    .isEqualTo(java.util.List.of("Broken"));
        }
    }

    @Test
    void secondServerOnTheSameFolderIsRefused() throws Exception {
        write("rules/detection/good.drl", GOOD_RULE);
        Files.createDirectories(folder.resolve("processes"));
        try (ServerProcess first = configured().start();
                ServerProcess second = configured()) {
            assertThat(second.startAndFail()).isEqualTo(1);
            assertThat(second.output())
                    .contains(folder.resolve("data").toString())
                    .doesNotContain("\tat ");
            assertThat(first.request().get("/q/health/live").statusCode()).isEqualTo(200);
        }
    }

    private ServerProcess configured() {
        return new ServerProcess(folder)
                .set("fixpoint.rules.dir", folder.resolve("rules").toString())
                .set("fixpoint.processes.dir", folder.resolve("processes").toString());
    }

    private void write(String path, String text) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static final String UNSAFE_PROCESS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="http://example.org">
              <bpmn:process id="unsafe" isExecutable="true">
                <bpmn:startEvent id="start" />
                <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="evil" />
                <bpmn:scriptTask id="evil" scriptFormat="javascript"><bpmn:script>java.lang.System.exit(3)</bpmn:script></bpmn:scriptTask>
                <bpmn:sequenceFlow id="f2" sourceRef="evil" targetRef="end" />
                <bpmn:endEvent id="end" />
              </bpmn:process>
            </bpmn:definitions>
            """;
}
