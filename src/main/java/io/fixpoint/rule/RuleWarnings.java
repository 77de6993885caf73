package io.fixpoint.rule;

import io.fixpoint.rule.Requirements.Contradiction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.jspecify.annotations.Nullable;

/**
 * Warns of what a rule can be used with, but what its author can hardly mean. It says only what is certain: rather no
 * warning than a false one.
 */
final class RuleWarnings {
    private static final Set<String> REPAIRS = Set.of("Repair.process", "Repair.action");

    private final Stage stage;
    private final List<Checked> rules;
    private final boolean complete;
    private final Set<String> declared;
    private final List<RuleProblem> warnings = new ArrayList<>();

    /** A rule without an error. */
    record Checked(ParsedFile file, RuleDescr rule, Optional<Conclusions> conclusion) {
        RuleProblem warn(BaseDescr part, String detail) {
            return file.problem(part, rule, detail).asWarning();
        }

        RuleProblem warnOfConclusion(String detail) {
            String code =
                    rule.getConsequence() == null ? "" : rule.getConsequence().toString();
            int at = file.consequence(rule, code)
                    + code.length()
                    - code.stripLeading().length();
            return file.problemAt(at, rule, detail).asWarning();
        }

        String place() {
            return "\"" + rule.getName() + "\" (" + file.file().path() + ":" + rule.getLine() + ")";
        }
    }

    private RuleWarnings(Stage stage, List<ParsedFile> files, boolean complete) {
        this.stage = stage;
        this.complete = complete;
        this.rules = files.stream()
                .flatMap(file -> file.tree().orElseThrow().getRules().stream()
                        .filter(rule -> !rule.isQuery())
                        .map(rule -> new Checked(file, rule, Conclusions.of(rule))))
                .toList();
        this.declared = files.stream()
                .flatMap(file -> file.tree().orElseThrow().getTypeDeclarations().stream())
                .map(type -> type.getTypeName())
                .collect(Collectors.toSet());
    }

    /**
     * The warnings about the rules of a stage, whose trees hold only what is without error.
     *
     * @param complete whether nothing was left out; if something was, nobody can say that no rule concludes a thing
     */
    static List<RuleProblem> of(Stage stage, List<ParsedFile> files, boolean complete) {
        RuleWarnings of = new RuleWarnings(stage, files, complete);
        for (Checked rule : of.rules) {
            of.impossible(rule);
            CartesianJoins.find(stage, rule.rule())
                    .ifPresent(join -> of.warnings.add(rule.warn(join.part(), join.detail())));
            of.withoutUndo(rule);
        }
        of.warnings.addAll(ShadowedRules.find(stage, of.rules));
        return of.warnings;
    }

    /** The parts of the conditions that must all hold, in order. */
    static List<BaseDescr> elements(@Nullable BaseDescr conditions) {
        List<BaseDescr> elements = new ArrayList<>();
        if (conditions instanceof AndDescr all) {
            all.getDescrs().forEach(inner -> elements.addAll(elements(inner)));
        } else if (conditions != null) {
            elements.add(conditions);
        }
        return elements;
    }

    private void impossible(Checked rule) {
        for (BaseDescr element : elements(rule.rule().getLhs())) {
            impossible(rule, element, false);
        }
    }

    private void impossible(Checked rule, BaseDescr part, boolean negated) {
        if (part instanceof PatternDescr pattern) {
            Optional<String> reason = reason(pattern);
            Optional<Contradiction> contradiction = pattern.isQuery()
                    ? Optional.empty()
                    : Requirements.of(pattern, stage, UnaryOperator.identity()).contradiction();
            BaseDescr place = contradiction.map(Contradiction::constraint).orElse(pattern);
            contradiction
                    .map(Contradiction::reason)
                    .or(() -> reason)
                    .ifPresent(why -> warnings.add(rule.warn(
                            place,
                            negated
                                    ? "the 'not' holds always, since nothing can match in it: " + why
                                    : "this can never match: " + why)));
        } else if (part instanceof NotDescr || part instanceof ExistsDescr || part instanceof AndDescr) {
            for (Object inner : ((ConditionalElementDescr) part).getDescrs()) {
                impossible(rule, (BaseDescr) inner, negated != part instanceof NotDescr);
            }
        } else if (part instanceof OrDescr any) {
            any.getDescrs().forEach(inner -> impossible(rule, inner, negated));
        }
    }

    /** Facts that only rules conclude, and none does. */
    private Optional<String> reason(PatternDescr pattern) {
        String type = pattern.getObjectType();
        if (pattern.getSource() != null || !complete) {
            return Optional.empty();
        }
        if (declared.contains(type)
                && rules.stream()
                        .noneMatch(rule -> rule.conclusion()
                                .filter(made -> made.maker().equals("new " + type))
                                .isPresent())) {
            return Optional.of("no rule of " + stage.folder() + " concludes a " + type);
        }
        return stage == Stage.ANALYSIS && type.equals("Cause") ? unknownCause(pattern) : Optional.empty();
    }

    private Optional<String> unknownCause(PatternDescr pattern) {
        Set<String> kinds = new TreeSet<>();
        for (Checked rule : rules) {
            if (rule.conclusion()
                    .filter(made -> made.maker().equals("Cause.of"))
                    .isPresent()) {
                Optional<String> kind = rule.conclusion().get().text(0);
                if (kind.isEmpty()) {
                    return Optional.empty();
                }
                kinds.add(kind.get());
            }
        }
        Values wanted = Requirements.of(pattern, stage, UnaryOperator.identity())
                .fields()
                .get("kind");
        if (!(wanted instanceof Values.Names names) || names.only() == null) {
            return kinds.isEmpty() ? Optional.of("no rule of analysis concludes a Cause") : Optional.empty();
        }
        Set<String> texts = names.only().stream()
                .map(name -> name.startsWith("\"") ? name.substring(1) : name)
                .collect(Collectors.toCollection(HashSet::new));
        if (texts.stream().anyMatch(kinds::contains)) {
            return Optional.empty();
        }
        String missing = String.join("' or '", new TreeSet<>(texts));
        return Optional.of("no rule of analysis concludes a Cause of the kind '" + missing + "'"
                + RuleType.near(texts.iterator().next(), kinds));
    }

    private void withoutUndo(Checked rule) {
        Conclusions made = rule.conclusion().orElse(null);
        if (made == null
                || !REPAIRS.contains(made.maker())
                || made.call("undo").isPresent()
                || made.call("noUndo").isPresent()) {
            return;
        }
        warnings.add(rule.warnOfConclusion(
                "nothing takes this repair back if it does not help: name the process that does by .undo(\"…\"), or"
                        + " say .noUndo() if there is nothing to take back"));
    }
}
