package io.fixpoint.recovery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.recovery.HostileModels.Hostile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngineException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused is refused on every road: the check, the API, the Modeler's way, the folder and the engine itself. */
@QuarkusTest
@TestProfile(EngineProfile.class)
class HostileModelsTest {
    @Inject
    RecoveryEngine engine;

    @Inject
    Processes processes;

    @AfterEach
    void nothingWasDeployed() {
        assertThat(processes.keys()).noneMatch(key -> key.startsWith("hostile-"));
    }

    @Test
    void theCheckNamesElementLineAndRemedy() {
        List<String> wrong = new ArrayList<>();
        for (Hostile hostile : HostileModels.all()) {
            JsonPath answer = files(hostile)
                    .post("/api/v1/processes/check")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            boolean named = answer.getList("problems", ProcessProblem.class).stream()
                    .anyMatch(problem -> problem.severity() == ProcessProblem.Severity.ERROR
                            && hostile.element().equals(problem.element())
                            && problem.line() == hostile.line()
                            && problem.detail().contains(hostile.detail())
                            && problem.file().equals(hostile.file().name()));
            if (answer.getBoolean("valid") || !named) {
                wrong.add(hostile + " in line " + hostile.line() + ": " + answer.getList("problems"));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theApiDeploysNoneOfThem() {
        for (Hostile hostile : HostileModels.all()) {
            assertThat(files(hostile).post("/api/v1/processes").statusCode())
                    .as(hostile.name())
                    .isEqualTo(422);
        }
    }

    @Test
    void theModelerDeploysNoneOfThem() {
        for (Hostile hostile : HostileModels.all()) {
            assertThat(files(hostile).post("/engine-rest/deployment/create").statusCode())
                    .as(hostile.name())
                    .isEqualTo(400);
        }
    }

    @Test
    void theEngineItselfDeploysNoneOfThem() {
        for (Hostile hostile : HostileModels.all()) {
            assertThatThrownBy(() -> engine.engine()
                            .getRepositoryService()
                            .createDeployment()
                            .addString(hostile.file().name(), hostile.model())
                            .deploy())
                    .as(hostile.name())
                    .isInstanceOf(ProcessEngineException.class)
                    .hasMessageContaining("refused")
                    .hasMessageContaining(hostile.detail());
        }
    }

    @Test
    void theFolderDeploysNoneOfThem(@TempDir Path folder) throws IOException {
        for (Hostile hostile : HostileModels.all()) {
            Files.writeString(folder.resolve(hostile.file().name()), hostile.model());
        }
        Files.writeString(folder.resolve("hostile-table.dmn"), "<definitions/>");
        Files.writeString(folder.resolve("hostile-case.cmmn"), "<definitions/>");
        Files.writeString(
                folder.resolve("hostile-entity.bpmn"),
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n" + Models.oneHumanTask("hostile-entity"));
        new ProcessFolder(() -> Optional.of(folder.toString()), processes).deploy();
    }

    private static RequestSpecification files(Hostile hostile) {
        return given().auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .multiPart("files", hostile.file().name(), hostile.file().content());
    }
}
