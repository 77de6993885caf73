package io.fixpoint.rule;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AnnotationDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsError;
import org.drools.drl.parser.DroolsParserException;
import org.jspecify.annotations.Nullable;
import org.kie.api.io.Resource;
import org.kie.internal.io.ResourceFactory;

/**
 * A rule file and its description tree.
 *
 * @param stage empty if its folder is none of a stage
 * @param tree empty if it cannot be parsed; then {@code problems} says why
 */
record ParsedFile(RuleFile file, Optional<Stage> stage, Optional<PackageDescr> tree, List<RuleProblem> problems) {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

    static ParsedFile parse(RuleFile file) {
        List<RuleProblem> problems = new ArrayList<>();
        Optional<Stage> stage = stageOf(file.path());
        if (stage.isEmpty()) {
            problems.add(error(
                    file,
                    0,
                    0,
                    null,
                    "a rule file lies in the folder of its stage: detection, triage, analysis or verification"));
        }
        DrlParser parser = new DrlParser();
        PackageDescr tree = null;
        try {
            Resource resource = ResourceFactory.newByteArrayResource(file.text().getBytes(StandardCharsets.UTF_8));
            resource.setSourcePath(file.path());
            tree = parser.parse(resource, file.text());
        } catch (DroolsParserException | RuntimeException e) {
            problems.add(DroolsMessages.problem(file, null, 0, "cannot be parsed: " + e.getMessage()));
        }
        for (DroolsError error : parser.getErrors()) {
            int line = error.getLines().length > 0 ? error.getLines()[0] : 0;
            problems.add(DroolsMessages.problem(file, null, line, error.getMessage()));
        }
        return new ParsedFile(file, stage, parser.hasErrors() ? Optional.empty() : Optional.ofNullable(tree), problems);
    }

    private static Optional<Stage> stageOf(String path) {
        for (Stage stage : Stage.values()) {
            if (path.startsWith(stage.folder() + "/")) {
                return Optional.of(stage);
            }
        }
        return Optional.empty();
    }

    static RuleProblem error(RuleFile file, int line, int column, @Nullable String rule, String detail) {
        return new RuleProblem(RuleProblem.Severity.ERROR, file.path(), line, column, rule, detail);
    }

    /** A problem at a character of the file. */
    RuleProblem problemAt(int offset, @Nullable RuleDescr rule, String detail) {
        return errorAt(file, offset, rule == null ? null : rule.getName(), detail);
    }

    static RuleProblem errorAt(RuleFile file, int offset, @Nullable String rule, String detail) {
        String before = file.text()
                .substring(0, Math.max(0, Math.min(offset, file.text().length())));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.length() - (before.lastIndexOf('\n') + 1) + 1;
        return error(file, line, column, rule, detail);
    }

    /** Where the consequence of the rule begins: {@code code} as Drools has it. */
    int consequence(RuleDescr rule, String code) {
        int from = Math.max(0, rule.getStartCharacter());
        String firstLine = code.strip().lines().findFirst().orElse("");
        int conditions = rule.getLhs() == null ? -1 : rule.getLhs().getEndCharacter();
        int at = firstLine.isEmpty() ? -1 : file.text().indexOf(firstLine, Math.max(from, conditions));
        int leading = code.length() - code.stripLeading().length();
        return at < 0 ? from : Math.max(0, at - leading);
    }

    /** A problem of a part of the tree. */
    RuleProblem problem(BaseDescr part, @Nullable RuleDescr rule, String detail) {
        if (part.getStartCharacter() >= 0 && part.getLine() > 0) {
            return problemAt(part.getStartCharacter(), rule, detail);
        }
        int line = part.getLine() > 0 ? part.getLine() : rule == null ? 0 : rule.getLine();
        return error(file, Math.max(line, 0), 0, rule == null ? null : rule.getName(), detail);
    }

    /** The rules of a file, in their order; none of one that cannot be parsed. */
    static List<RuleSource> rules(RuleFile file) {
        ParsedFile parsed = parse(file);
        if (parsed.tree().isEmpty() || parsed.stage().isEmpty()) {
            return List.of();
        }
        List<RuleSource> rules = new ArrayList<>();
        for (RuleDescr rule : parsed.tree().get().getRules()) {
            if (!rule.isQuery()) {
                rules.add(parsed.source(rule, parsed.stage().get(), false));
            }
        }
        return rules;
    }

    static String id(RuleDescr rule) {
        AnnotationDescr id = rule.getAnnotation("id");
        if (id != null && id.getSingleValue() != null) {
            return AnnotationDescr.unquote(id.getSingleValue().toString());
        }
        return rule.getName();
    }

    RuleSource source(RuleDescr rule, Stage inStage, boolean accumulates) {
        String[] lines = file.text().split("\n", -1);
        int first = Math.max(1, rule.getLine());
        int last = Math.min(lines.length, Math.max(first, rule.getEndLine()));
        StringBuilder text = new StringBuilder();
        for (int line = first; line <= last; line++) {
            text.append(lines[line - 1].stripTrailing()).append('\n');
        }
        Set<String> mentioned = new TreeSet<>();
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String word = words.group();
            mentioned.add(word);
            if (word.matches("(get|is)[A-Z].*")) {
                mentioned.add(FactValues.decapitalize(word.substring(word.startsWith("get") ? 3 : 2)));
            }
        }
        return new RuleSource(
                id(rule),
                rule.getName(),
                inStage,
                file.path(),
                first,
                last,
                text.toString().stripTrailing(),
                mentioned,
                accumulates);
    }
}
