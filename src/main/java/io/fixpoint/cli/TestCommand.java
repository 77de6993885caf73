package io.fixpoint.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.factlog.FactsConfig;
import io.fixpoint.recovery.ProcessScenarios;
import io.fixpoint.recovery.ProcessScenarios.Report;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleFolder;
import io.fixpoint.rule.RulesConfig;
import io.fixpoint.scenario.JUnitReport;
import io.fixpoint.scenario.ScenarioTests;
import io.fixpoint.scenario.TestListing;
import io.fixpoint.scenario.TestReport;
import io.fixpoint.scenario.TestView;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the scenarios beside rules. Nothing is served, and nothing leaves the machine. */
@Command(
        name = "test",
        description = "Runs the scenarios (*.scenario.yaml) beside the rules and the processes of a folder.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every scenario passed",
            "1:one did not, a file has errors, or there was none to run",
            "2:the command line is wrong"
        })
final class TestCommand implements Callable<Integer> {
    private static final Duration BUDGET = Duration.ofHours(1);

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..*",
            description = "Folders with a folder for each stage; the one of fixpoint.rules.dir unless given.")
    @Nullable
    List<Path> folders;

    @Option(names = "--name", paramLabel = "TEXT", description = "Only scenarios whose names contain this.")
    String name = "";

    @Option(
            names = "--processes",
            paramLabel = "DIR",
            description =
                    "The processes, whose scenarios run, too; the folder 'processes' beside the rules unless given.")
    @Nullable
    Path processes;

    @Option(names = "--json", description = "Prints the result as JSON.")
    boolean json;

    @Option(names = "--junit", paramLabel = "FILE", description = "Writes the result as JUnit XML, too.")
    @Nullable
    Path junit;

    @Option(
            names = "--coverage",
            description = "Lists the rules and conditions that no scenario reaches; takes longer.")
    boolean coverage;

    @Override
    public Integer call() throws IOException {
        SmallRyeConfig settings = new SmallRyeConfigBuilder()
                .addSystemSources()
                .addDiscoveredConverters()
                .withMapping(DetectionConfig.class)
                .withMapping(FactsConfig.class)
                .withMapping(RulesConfig.class)
                .withValidateUnknown(false)
                .build();
        ScenarioTests tests = new ScenarioTests(
                settings.getConfigMapping(DetectionConfig.class),
                settings.getConfigMapping(FactsConfig.class).retention());
        Map<String, List<RuleFile>> chosen =
                chosen(settings.getConfigMapping(RulesConfig.class).dir());
        String wanted = name.toLowerCase(Locale.ROOT);
        List<TestReport> reports = new ArrayList<>();
        PrintWriter out = spec().commandLine().getOut();
        for (Map.Entry<String, List<RuleFile>> folder : chosen.entrySet()) {
            TestReport report = tests.run(
                    folder.getValue(),
                    scenario -> scenario.toLowerCase(Locale.ROOT).contains(wanted),
                    coverage,
                    BUDGET);
            reports.add(report);
            if (!json) {
                if (chosen.size() > 1) {
                    out.println(folder.getKey() + ":");
                }
                TestListing.of(report, coverage).forEach(out::println);
            }
        }
        TestReport all = all(reports);
        List<Report> ofProcesses = ofProcesses(chosen, wanted);
        if (json) {
            out.println(json(TestView.of(all), ofProcesses));
        } else {
            ofProcesses.forEach(
                    report -> ScenarioOfProcessListing.of(report, coverage).forEach(out::println));
        }
        out.flush();
        if (junit != null) {
            try (Writer writer = Files.newBufferedWriter(junit)) {
                JUnitReport.write(all, writer);
            }
        }
        boolean any = !all.results().isEmpty()
                || ofProcesses.stream().anyMatch(report -> !report.results().isEmpty());
        return any && all.passed() && ofProcesses.stream().allMatch(Report::passed) ? 0 : 1;
    }

    /** The scenarios of the processes that belong to the folders of rules. */
    private List<Report> ofProcesses(Map<String, List<RuleFile>> chosen, String wanted) {
        Set<Path> models = new LinkedHashSet<>();
        if (processes != null) {
            if (!Files.isDirectory(processes)) {
                throw new ParameterException(
                        spec().commandLine(),
                        "There is no folder '" + processes + "'; --processes names the folder of the models.");
            }
            models.add(processes);
        } else {
            chosen.keySet().stream()
                    .map(Path::of)
                    .filter(Files::isDirectory)
                    .map(rules -> rules.toAbsolutePath().normalize().resolveSibling("processes"))
                    .filter(Files::isDirectory)
                    .forEach(models::add);
        }
        return models.stream()
                .map(ProcessScenarios::read)
                .filter(ProcessScenarios::hasScenarios)
                .map(scenarios -> scenarios.run(
                        SimulateCommand.settings(),
                        (process, scenario) -> (process + ": " + scenario)
                                .toLowerCase(Locale.ROOT)
                                .contains(wanted)))
                .toList();
    }

    private CommandSpec spec() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        return known;
    }

    private Map<String, List<RuleFile>> chosen(String configured) {
        Map<String, List<RuleFile>> chosen = new LinkedHashMap<>();
        if (folders == null) {
            Path folder = Path.of(configured);
            boolean packaged = !Files.isDirectory(folder) && configured.equals(RulesConfig.DEFAULT_DIR);
            if (packaged) {
                chosen.put("the packaged rules", RuleFolder.packagedWithScenarios());
                return chosen;
            }
            folders = List.of(folder);
        }
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new ParameterException(
                        spec().commandLine(),
                        "There is no folder '" + folder.toAbsolutePath()
                                + "'. Name the one that holds the folders of the stages, such as rules.");
            }
            chosen.put(folder.toString(), RuleFolder.readWithScenarios(folder));
        }
        return chosen;
    }

    private static TestReport all(List<TestReport> reports) {
        return new TestReport(
                reports.stream().flatMap(report -> report.problems().stream()).toList(),
                reports.stream().flatMap(report -> report.results().stream()).toList(),
                reports.stream().flatMap(report -> report.coverage().stream()).toList(),
                reports.stream().flatMap(report -> report.conditions().stream()).toList(),
                reports.stream().allMatch(TestReport::complete));
    }

    private static String json(TestView view, List<Report> ofProcesses) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode all = mapper.valueToTree(view);
        all.set("processes", mapper.valueToTree(ofProcesses));
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
