package io.fixpoint.scenario;

import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.rule.AbandonedThreads;
import io.fixpoint.rule.CandidateRules;
import io.fixpoint.rule.Compilation;
import io.fixpoint.rule.RuleCompiler;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleFolder;
import io.fixpoint.rule.RuleProblem;
import io.fixpoint.scenario.TestSettings.OutOfTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Runs the scenarios of a rules folder against its rules, compiled once. Thread-safe. */
public final class ScenarioTests {
    private final DetectionConfig detection;
    private final Duration retention;
    /** Those of each run that did not end. */
    private final List<AbandonedThreads> abandoned = new CopyOnWriteArrayList<>();

    /**
     * For rules as a server runs them.
     *
     * @param retention how long facts are kept, as the server has it
     */
    public ScenarioTests(DetectionConfig detection, Duration retention) {
        this.detection = detection;
        this.retention = retention;
    }

    /** How many tested rules do not end and still take a processor each. */
    int endless() {
        abandoned.removeIf(ofRun -> ofRun.alive() == 0);
        return abandoned.stream().mapToInt(AbandonedThreads::alive).sum();
    }

    /** Whether the file holds scenarios; any other is a rule file. */
    public static boolean isScenarioFile(String path) {
        return path.endsWith(RuleFolder.SCENARIOS);
    }

    /**
     * Runs them, in the order of their files.
     *
     * @param files rules and scenarios
     * @param names which scenarios, by their names
     * @param conditions whether to tell which conditions of the rules they reach, too: it takes longer
     * @param budget the report is incomplete if they take longer
     */
    public TestReport run(Collection<RuleFile> files, Predicate<String> names, boolean conditions, Duration budget) {
        List<RuleFile> rules =
                files.stream().filter(file -> !isScenarioFile(file.path())).toList();
        return run(files, RuleCompiler.compile(rules), names, conditions, budget);
    }

    /** @param compilation of the rules among the files */
    TestReport run(
            Collection<RuleFile> files,
            Compilation compilation,
            Predicate<String> names,
            boolean conditions,
            Duration budget) {
        List<RuleFile> rules =
                files.stream().filter(file -> !isScenarioFile(file.path())).toList();
        List<RuleProblem> problems = new ArrayList<>(compilation.problems().stream()
                .filter(problem -> problem.severity() == RuleProblem.Severity.ERROR)
                .toList());
        List<Scenario> scenarios = new ArrayList<>();
        files.stream()
                .filter(file -> isScenarioFile(file.path()))
                .sorted(Comparator.comparing(RuleFile::path))
                .map(ScenarioReader::read)
                .forEach(read -> {
                    problems.addAll(read.problems());
                    scenarios.addAll(read.scenarios());
                });
        if (compilation.rules().isEmpty()) {
            return new TestReport(problems, List.of(), List.of(), List.of(), true);
        }
        AbandonedThreads endless = new AbandonedThreads();
        CandidateRules compiled =
                CandidateRules.guarded(rules, compilation.rules().get(), conditions, endless);
        TestSettings settings = TestSettings.of(detection, retention, budget);
        List<ScenarioResult> results = new ArrayList<>();
        boolean complete = true;
        try {
            for (Scenario scenario : scenarios) {
                if (names.test(scenario.name())) {
                    results.add(ScenarioRun.run(scenario, compiled.again(), settings));
                    if (endless.total() > 0) {
                        // The others would meet the same rule, and each take a thread that does not come back.
                        abandoned.add(endless);
                        complete = false;
                        break;
                    }
                }
            }
        } catch (OutOfTimeException e) {
            complete = false;
        }
        return new TestReport(
                problems, results, compiled.reached(), complete ? compiled.conditions() : List.of(), complete);
    }
}
