package io.fixpoint.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.recovery.ProcessProblem;
import io.fixpoint.recovery.ProcessScenarios;
import io.fixpoint.rule.Compilation;
import io.fixpoint.rule.RuleCompiler;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleFolder;
import io.fixpoint.rule.RuleProblem;
import io.fixpoint.rule.RuleProblem.Severity;
import io.fixpoint.rule.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks rules and processes without a server. */
@Command(
        name = "check",
        description = "Checks rules and processes and says what is wrong with them, without a server.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:rules and processes can be published; there may be warnings",
            "1:there is an error",
            "2:the command was not understood, or a folder does not exist"
        })
final class CheckCommand implements Callable<Integer> {
    private static final String RULES = "rules";
    private static final String PROCESSES = "processes";
    private static final String MODEL = ".bpmn";

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "DIR",
            description = "A folder of rules, with a folder for each stage; 'rules' if none is named."
                    + " Each is checked by itself.")
    List<Path> folders = List.of();

    @Option(
            names = "--processes",
            paramLabel = "DIR",
            description = "The processes, which are checked too, and which rules may name; unless stated, the folder"
                    + " 'processes' beside the rules. If there is none, rules may name any.")
    @Nullable
    Path processes;

    @Option(names = "--json", description = "Answers in JSON, as POST /api/v1/rules/check does.")
    boolean json;

    /** One folder and what became of its rules. */
    private record Checked(Path folder, List<RuleFile> files, Compilation compilation, boolean processesKnown) {
        /** The problems, with paths that lead to the files from here. */
        List<RuleProblem> problems() {
            return compilation.problems().stream()
                    .map(problem -> new RuleProblem(
                            problem.severity(),
                            folder.resolve(problem.file()).normalize().toString(),
                            problem.line(),
                            problem.column(),
                            problem.rule(),
                            problem.detail()))
                    .toList();
        }
    }

    @Override
    public Integer call() throws IOException {
        if (processes != null && !Files.isDirectory(processes)) {
            throw usage("there is no folder '" + processes + "'; --processes names the folder of the process models");
        }
        List<Checked> checked = new ArrayList<>();
        for (Path folder : folders.isEmpty() ? List.of(Path.of(RULES)) : folders) {
            checked.add(check(folder));
        }
        Map<Path, List<ProcessProblem>> models = new LinkedHashMap<>();
        for (Path folder : folders.isEmpty() ? List.of(Path.of(RULES)) : folders) {
            Path beside = processesOf(folder);
            if (Files.isDirectory(beside) && !models.containsKey(beside)) {
                models.put(beside, ProcessScenarios.read(beside).check());
            }
        }
        boolean valid = checked.stream().allMatch(each -> each.compilation().valid())
                && models.values().stream().flatMap(List::stream).noneMatch(CheckCommand::isError);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson(valid, checked, models));
        } else {
            checked.forEach(each -> tell(each, out));
            models.forEach((folder, problems) -> tell(folder, problems, out));
        }
        out.flush();
        return valid ? 0 : Fixpoint.FAILED;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Checked check(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw usage(
                    Files.exists(folder)
                            ? "'" + folder + "' is a file; name the folder that has the folders of the stages: "
                                    + stages()
                            : "there is no folder '" + folder + "'");
        }
        List<RuleFile> files = RuleFolder.readAll(folder);
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        boolean isStage = Arrays.stream(Stage.values()).anyMatch(stage -> name.equals(stage.folder()));
        if (isStage && files.stream().anyMatch(file -> !file.path().contains("/"))) {
            throw usage("'" + folder + "' is the folder of one stage; name the folder above it, with all stages");
        }
        Optional<Set<String>> known = processesFor(folder);
        return new Checked(folder, files, RuleCompiler.compile(files, 0, known, Set.of()), known.isPresent());
    }

    private static String stages() {
        return Arrays.stream(Stage.values()).map(Stage::folder).collect(Collectors.joining(", "));
    }

    private Path processesOf(Path rules) {
        return processes != null
                ? processes
                : rules.toAbsolutePath().normalize().resolveSibling(PROCESSES);
    }

    private static boolean isError(ProcessProblem problem) {
        return problem.severity() == ProcessProblem.Severity.ERROR;
    }

    private static void tell(Path folder, List<ProcessProblem> problems, PrintWriter out) {
        for (ProcessProblem problem : problems) {
            String kind = isError(problem) ? "error: " : "warning: ";
            String element = problem.element() == null ? "" : "element '" + problem.element() + "': ";
            out.println(
                    folder.resolve(problem.file()) + ":" + problem.line() + ": " + kind + element + problem.detail());
        }
        long errors = problems.stream().filter(CheckCommand::isError).count();
        out.println(folder + ": "
                + (problems.isEmpty()
                        ? "no problem."
                        : count(errors, "error") + ", " + count(problems.size() - errors, "warning") + "."));
    }

    /** The file of a process is named by its key, which its own check demands. */
    private Optional<Set<String>> processesFor(Path rules) throws IOException {
        Path folder = processesOf(rules);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> models = Files.walk(folder)) {
            return Optional.of(models.map(model -> String.valueOf(model.getFileName()))
                    .filter(model -> model.endsWith(MODEL))
                    .map(model -> model.substring(0, model.length() - MODEL.length()))
                    .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static String asJson(boolean valid, List<Checked> checked, Map<Path, List<ProcessProblem>> models)
            throws JsonProcessingException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("valid", valid);
        answer.put(
                "problems",
                checked.stream().flatMap(each -> each.problems().stream()).toList());
        answer.put("processes", models.values().stream().flatMap(List::stream).toList());
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer);
    }

    private static void tell(Checked checked, PrintWriter out) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        checked.files()
                .forEach(file -> texts.put(
                        checked.folder().resolve(file.path()).normalize().toString(),
                        file.text().lines().toList()));
        for (RuleProblem problem : checked.problems()) {
            out.println(problem);
            excerpt(texts.getOrDefault(problem.file(), List.of()), problem).ifPresent(out::println);
        }
        out.println(summary(checked));
    }

    /** The line, and a mark below the column. */
    private static Optional<String> excerpt(List<String> lines, RuleProblem problem) {
        if (problem.line() < 1 || problem.line() > lines.size()) {
            return Optional.empty();
        }
        String line = lines.get(problem.line() - 1);
        if (line.isBlank()) {
            return Optional.empty();
        }
        String shown = "    " + line.replace('\t', ' ').stripTrailing();
        return Optional.of(
                problem.column() < 1
                        ? shown
                        : shown + System.lineSeparator() + " ".repeat(4 + problem.column() - 1) + "^");
    }

    private static String summary(Checked checked) {
        List<RuleProblem> problems = checked.compilation().problems();
        long errors = problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .count();
        long warnings = problems.size() - errors;
        long faulty = problems.stream().map(RuleProblem::file).distinct().count();
        String files = count(checked.files().size(), "file");
        String found;
        if (checked.files().isEmpty()) {
            found = "no rules; they lie in " + stages();
        } else if (problems.isEmpty()) {
            found = files + ", no problem";
        } else {
            found = files + ", " + faulty + " with problems: " + count(errors, "error") + ", "
                    + count(warnings, "warning");
        }
        return checked.folder() + ": " + found + "."
                + (checked.processesKnown() || checked.files().isEmpty()
                        ? ""
                        : " Names of processes were not checked: there is no folder 'processes' beside it; name it by"
                                + " --processes.");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
