package io.fixpoint.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleFolder;
import io.fixpoint.rule.RuleReached;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The shipped rules do what their scenarios say, all of them. */
class ShippedScenariosTest {
    private static final List<RuleFile> FILES = RuleFolder.readWithScenarios(Path.of("rules"));
    private static final Pattern LIMIT = Pattern.compile(
            "(?<=(value|rate|min15m|min1m|baseline|processors|\\$all) ?[><]=? )\\d+(\\.\\d+)?|(?<=[><] )\\d\\.\\d+(?= \\* )");

    @Test
    void everyShippedScenarioPassesAndEveryShippedRuleIsReached() {
        TestReport report = Trial.tests().run(FILES, name -> true, false, Duration.ofMinutes(5));

        assertThat(TestListing.of(report, true))
                .as("the shipped scenarios")
                .noneMatch(line -> line.startsWith("  FAIL") || line.startsWith("No scenario"));
        assertThat(report.passed()).isTrue();
        assertThat(report.results()).hasSizeGreaterThan(200);
        assertThat(report.coverage()).isNotEmpty().allMatch(RuleReached::reached);
    }

    /** A limit that nobody would notice moving is not tested. One file stands for all: each try is compiled. */
    @Test
    void scenariosNoticeWhenALimitOfARuleMoves() {
        List<String> unnoticed = new ArrayList<>();
        int moved = 0;
        for (RuleFile file : FILES) {
            if (file.path().equals("detection/postgresql.drl")) {
                Matcher limit = LIMIT.matcher(file.text());
                while (limit.find()) {
                    moved++;
                    double number = Double.parseDouble(limit.group());
                    String other = String.valueOf(number == 0 ? 1.5 : number * 1.2);
                    String text = file.text().substring(0, limit.start())
                            + other
                            + file.text().substring(limit.end());
                    if (run(file, new RuleFile(file.path(), text)).failed() == 0) {
                        unnoticed.add(file.path() + ": " + limit.group() + " as " + other);
                    }
                }
            }
        }
        assertThat(moved).isGreaterThan(5);
        assertThat(unnoticed).isEmpty();
    }

    private static TestReport run(RuleFile file, RuleFile changed) {
        String scenarios = file.path().replace(".drl", ".scenario.yaml");
        List<RuleFile> files = new ArrayList<>(
                FILES.stream().filter(other -> other.path().equals(scenarios)).toList());
        files.add(changed);
        TestReport report = Trial.tests().run(files, name -> true, false, Duration.ofMinutes(1));
        assertThat(report.problems()).isEmpty();
        return report;
    }

    @Test
    void everyRuleFileHasItsScenarios() {
        TreeSet<String> rules = new TreeSet<>();
        TreeSet<String> scenarios = new TreeSet<>();
        for (RuleFile file : FILES) {
            if (ScenarioTests.isScenarioFile(file.path())) {
                scenarios.add(file.path().replace(".scenario.yaml", ""));
            } else {
                rules.add(file.path().replace(".drl", ""));
            }
        }
        rules.remove("analysis/repairs"); // of the causes beside them
        assertThat(scenarios).containsExactlyElementsOf(rules);
    }
}
