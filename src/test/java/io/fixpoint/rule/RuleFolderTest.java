package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFolderTest {

    @Test
    void scenariosAreNeverPublished(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("detection"));
        Files.writeString(folder.resolve("detection/a.drl"), "package detection;");
        List<RuleFile> before = RuleFolder.read(folder.toString());
        String hash = RuleFolder.hash(before);

        Files.writeString(folder.resolve("detection/a.scenario.yaml"), "- {name: a}");
        Files.writeString(folder.resolve("scenario.schema.json"), "{}");

        assertThat(RuleFolder.read(folder.toString())).isEqualTo(before);
        assertThat(RuleFolder.hash(RuleFolder.read(folder.toString()))).isEqualTo(hash);
        assertThat(RuleFolder.readWithScenarios(folder))
                .extracting(RuleFile::path)
                .containsExactly("detection/a.drl", "detection/a.scenario.yaml");
    }
}
