package io.fixpoint.rule;

import io.fixpoint.rule.RuleSet.StageRules;
import io.fixpoint.rule.RuleType.Declared;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drools.compiler.builder.impl.KnowledgeBuilderImpl;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.ast.descr.TypeDeclarationDescr;
import org.kie.api.KieBase;
import org.kie.api.KieBaseConfiguration;
import org.kie.api.KieServices;
import org.kie.api.io.Resource;
import org.kie.api.io.ResourceType;
import org.kie.internal.builder.KnowledgeBuilder;
import org.kie.internal.builder.KnowledgeBuilderError;
import org.kie.internal.builder.KnowledgeBuilderFactory;
import org.kie.internal.conf.ConstraintJittingThresholdOption;
import org.kie.internal.io.ResourceFactory;

/** Checks rule files and compiles them, the files of a stage together. Holds no state; thread-safe. */
public final class RuleCompiler {
    /** Rules are compiled one set at a time: it takes all of a core for a second. */
    private static final Object TURN = new Object();

    private static final KieBase NO_RULES =
            KnowledgeBuilderFactory.newKnowledgeBuilder().newKieBase();

    private RuleCompiler() {}

    /** Checks and compiles the rules, numbered as no release. */
    public static Compilation compile(Collection<RuleFile> files) {
        return compile(files, 0, Optional.empty(), Set.of());
    }

    /** Compiles what was not checked: to show that it is harmless, too. */
    static Compilation compileUnchecked(Collection<RuleFile> files) {
        synchronized (TURN) {
            return compileInTurn(files, 0, Optional.empty(), Set.of(), false);
        }
    }

    /**
     * Checks and compiles the rules.
     *
     * @param release the number that explanations name
     * @param processes the keys of all known processes; if present, naming another is an error
     * @param leftOut rules that are not looked at
     */
    public static Compilation compile(
            Collection<RuleFile> files, int release, Optional<Set<String>> processes, Set<RuleKey> leftOut) {
        synchronized (TURN) {
            return compileInTurn(files, release, processes, leftOut, true);
        }
    }

    private static Compilation compileInTurn(
            Collection<RuleFile> files,
            int release,
            Optional<Set<String>> processes,
            Set<RuleKey> leftOut,
            boolean checked) {
        WatchedNetwork.install();
        List<ParsedFile> parsed = files.stream()
                .sorted(Comparator.comparing(RuleFile::path))
                .map(ParsedFile::parse)
                .toList();
        List<RuleProblem> problems = new ArrayList<>();
        parsed.forEach(file -> problems.addAll(file.problems()));
        Map<Stage, StageRules> stages = new EnumMap<>(Stage.class);
        List<SampleWindows> windows = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            List<ParsedFile> ofStage = parsed.stream()
                    .filter(file -> file.tree().isPresent()
                            && file.stage().filter(stage::equals).isPresent())
                    .toList();
            stages.put(stage, compile(stage, ofStage, processes, leftOut, checked, problems, windows));
        }
        problems.sort(Comparator.comparing(RuleProblem::file)
                .thenComparing(RuleProblem::line)
                .thenComparing(RuleProblem::column));
        boolean valid = problems.stream().noneMatch(problem -> problem.severity() == RuleProblem.Severity.ERROR);
        return new Compilation(
                problems,
                valid ? Optional.of(new RuleSet(release, stages, SampleWindows.longest(windows))) : Optional.empty());
    }

    private static StageRules compile(
            Stage stage,
            List<ParsedFile> files,
            Optional<Set<String>> processes,
            Set<RuleKey> leftOut,
            boolean checked,
            List<RuleProblem> problems,
            List<SampleWindows> windows) {
        for (ParsedFile file : files) {
            for (RuleDescr rule : List.copyOf(file.tree().orElseThrow().getRules())) {
                if (!rule.isQuery() && leftOut.contains(new RuleKey(stage, ParsedFile.id(rule)))) {
                    // Its windows go on, so that leaving it out, or taking it in again, rebuilds no statistics.
                    windows.add(WindowReader.read(
                            rule, file.source(rule, stage, false).source()));
                    file.tree().orElseThrow().getRules().remove(rule);
                }
            }
        }
        if (files.isEmpty()) {
            return new StageRules(stage, NO_RULES, RuleCompiler.class.getClassLoader(), Map.of());
        }
        duplicates(files, problems);
        RuleClassLoader classLoader = new RuleClassLoader();
        KnowledgeBuilder builder = KnowledgeBuilderFactory.newKnowledgeBuilder(
                KnowledgeBuilderFactory.newKnowledgeBuilderConfiguration(classLoader));
        Map<String, RuleSource> rules = new LinkedHashMap<>();
        Map<String, ParsedFile> byPath = new HashMap<>();
        List<ParsedFile> sound = new ArrayList<>();
        boolean complete = checked && problems.isEmpty() && leftOut.isEmpty();
        for (FileCheck check : checks(stage, files, processes)) {
            Findings findings = checked ? check.check() : check.unchecked();
            ParsedFile file = findings.file();
            PackageDescr tree = file.tree().orElseThrow();
            byPath.put(file.file().path(), file);
            problems.addAll(findings.problems());
            complete &= findings.problems().isEmpty();
            if (findings.isFileFaulty()) {
                continue;
            }
            tree.getRules().removeIf(findings::isFaulty);
            for (RuleDescr rule : tree.getRules()) {
                RuleSource source = file.source(rule, stage, accumulates(rule.getLhs()));
                windows.add(WindowReader.read(rule, source.source()));
                if (rule.isQuery()) {
                    continue;
                }
                rules.putIfAbsent(source.name(), source);
            }
            List<RuleProblem> forbidden = findings.problems().isEmpty() ? ForbiddenWords.in(file.file()) : List.of();
            problems.addAll(forbidden);
            if (forbidden.isEmpty()) {
                sound.add(file);
            }
        }
        // Before the builder changes the trees.
        problems.addAll(RuleWarnings.of(stage, sound, complete));
        boolean broken = false;
        for (ParsedFile file : sound) {
            try {
                builder.add(ResourceFactory.newDescrResource(file.tree().orElseThrow()), ResourceType.DESCR);
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                broken = true;
                problems.add(ParsedFile.error(file.file(), 0, 0, null, "Drools cannot compile it: " + e));
            }
        }
        for (KnowledgeBuilderError error : builder.getErrors()) {
            problems.add(problem(error, byPath));
        }
        KieBase base = broken || builder.hasErrors() ? NO_RULES : base(builder);
        return new StageRules(stage, base, classLoader, Map.copyOf(rules));
    }

    static List<FileCheck> checks(Stage stage, List<ParsedFile> files, Optional<Set<String>> processes) {
        Map<String, Declared> declared = new HashMap<>();
        List<FileCheck> checks = files.stream()
                .map(file -> new FileCheck(file, stage, file.tree().orElseThrow(), declared, processes))
                .toList();
        checks.forEach(FileCheck::declare);
        return checks;
    }

    /**
     * Conditions are interpreted. Drools 9.44 compiles a condition that was evaluated 20 times to byte code in which
     * {@code NaN < 5} holds, and which would make a rule conclude otherwise than in a session that is just opened. The
     * compiled consequences can be stopped.
     */
    static KieBase base(KnowledgeBuilder builder) {
        StoppableCode.make(builder);
        KieBaseConfiguration configuration = KieServices.get().newKieBaseConfiguration();
        configuration.setOption(ConstraintJittingThresholdOption.get(-1));
        return ((KnowledgeBuilderImpl) builder).newKnowledgeBase(configuration);
    }

    private static boolean accumulates(BaseDescr part) {
        if (part instanceof AccumulateDescr) {
            return true;
        }
        if (part instanceof PatternDescr pattern) {
            return pattern.getSource() != null && accumulates(pattern.getSource());
        }
        return part instanceof ConditionalElementDescr group
                && group.getDescrs().stream().anyMatch(inner -> accumulates((BaseDescr) inner));
    }

    private static void duplicates(List<ParsedFile> files, List<RuleProblem> problems) {
        Map<String, String> places = new HashMap<>();
        Set<RuleDescr> twice = new HashSet<>();
        for (ParsedFile file : files) {
            for (RuleDescr rule : file.tree().orElseThrow().getRules()) {
                String place = file.file().path() + ":" + rule.getLine();
                String byName = places.putIfAbsent("name " + rule.getName(), place);
                String byId = rule.isQuery() ? null : places.putIfAbsent("id " + ParsedFile.id(rule), place);
                if (byName != null) {
                    twice.add(rule);
                    problems.add(file.problem(
                            rule,
                            rule,
                            "the name \"" + rule.getName() + "\" is taken by " + byName
                                    + "; a name is used once in a stage"));
                } else if (byId != null) {
                    twice.add(rule);
                    problems.add(file.problem(
                            rule,
                            rule,
                            "the @id \"" + ParsedFile.id(rule) + "\" is taken by " + byId
                                    + "; an id is used once in a stage"));
                }
            }
            file.tree().orElseThrow().getRules().removeIf(twice::contains);
            for (TypeDeclarationDescr type :
                    List.copyOf(file.tree().orElseThrow().getTypeDeclarations())) {
                String before = places.putIfAbsent(
                        "type " + type.getTypeName(), file.file().path() + ":" + type.getLine());
                if (before != null) {
                    problems.add(file.problem(
                            type,
                            null,
                            "the type '" + type.getTypeName() + "' is declared in " + before
                                    + " already; choose another name"));
                    file.tree().orElseThrow().getTypeDeclarations().remove(type);
                }
            }
        }
    }

    private static RuleProblem problem(KnowledgeBuilderError error, Map<String, ParsedFile> byPath) {
        Resource resource = error.getResource();
        ParsedFile file = resource == null ? null : byPath.get(resource.getSourcePath());
        int line = error.getLines().length > 0 ? error.getLines()[0] : 0;
        if (file == null) {
            return ParsedFile.error(new RuleFile("", ""), line, 0, null, error.getMessage());
        }
        String rule = file.tree().orElseThrow().getRules().stream()
                .filter(candidate -> candidate.getLine() <= line && line <= candidate.getEndLine())
                .map(RuleDescr::getName)
                .findFirst()
                .orElse(null);
        return DroolsMessages.problem(file.file(), rule, Math.max(0, line), error.getMessage());
    }
}
