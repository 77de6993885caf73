package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShippedRulesTest {
    @Test
    void shippedRulesAreAcceptedAndNameOnlyShippedProcesses() throws IOException {
        List<RuleFile> files = RuleFolder.read("rules");
        assertThat(files).isNotEmpty();
        Compilation compilation = RuleCompiler.compile(files, 1, Optional.of(processes()), Set.of());
        assertThat(compilation.problems()).isEmpty();
        for (Stage stage : Stage.values()) {
            assertThat(compilation.orThrow().isEmpty(stage)).as(stage.folder()).isFalse();
        }
    }

    private static Set<String> processes() throws IOException {
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> models = Files.list(Path.of("processes"))) {
            models.map(model -> model.getFileName().toString())
                    .filter(name -> name.endsWith(".bpmn"))
                    .forEach(name -> keys.add(name.substring(0, name.length() - ".bpmn".length())));
        }
        return keys;
    }
}
