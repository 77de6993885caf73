package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.factlog.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFolderWatchTest {
    private final List<List<RuleFile>> published = new ArrayList<>();

    @TempDir
    Path folder;

    private RuleFolderWatch watch() {
        RulesConfig config = TestDatabase.config(
                RulesConfig.class,
                Map.of(
                        "fixpoint.rules.watch",
                        "true",
                        "fixpoint.rules.watch-every",
                        "PT1H",
                        "fixpoint.rules.dir",
                        folder.toString()));
        RuleFolderWatch watch = new RuleFolderWatch(config, () -> RuleFolder.read(config.dir()), published::add);
        watch.start();
        return watch;
    }

    private void write(String text) throws IOException {
        Files.createDirectories(folder.resolve("detection"));
        Files.writeString(folder.resolve("detection/a.drl"), text);
    }

    @Test
    void aChangeIsPublishedOnceWhenItIsComplete() throws IOException {
        write("one");
        RuleFolderWatch watch = watch();
        watch.look();
        watch.look();
        assertThat(published).as("what was there at the start").isEmpty();

        write("tw");
        watch.look();
        assertThat(published).as("it may still be being written").isEmpty();
        write("two");
        watch.look();
        assertThat(published).isEmpty();
        watch.look();
        assertThat(published).containsExactly(List.of(new RuleFile("detection/a.drl", "two")));
        watch.look();
        watch.look();
        assertThat(published).hasSize(1);
        watch.stop();
    }

    @Test
    void aFolderThatCannotBeReadForAWhileIsPublishedLater() throws IOException {
        write("one");
        RuleFolderWatch watch = watch();
        Path away = folder.resolveSibling(folder.getFileName() + "-away");
        Files.move(folder, away);
        watch.look();
        watch.look();
        assertThat(published).isEmpty();
        Files.move(away, folder);
        write("two");
        watch.look();
        watch.look();
        assertThat(published).hasSize(1);
        watch.stop();
    }

    @Test
    void itIsOffUnlessSwitchedOn() {
        RulesConfig config = TestDatabase.config(RulesConfig.class, Map.of());
        assertThat(config.watch()).isFalse();
        assertThat(config.timeBudget()).hasSeconds(5);
        assertThat(config.combinationLimit()).isEmpty();
    }
}
