package io.fixpoint.rule;

import io.fixpoint.rule.RuleCheck.Query;
import io.fixpoint.rule.RuleType.Declared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AbstractClassTypeDeclarationDescr;
import org.drools.drl.ast.descr.AnnotatedBaseDescr;
import org.drools.drl.ast.descr.AnnotationDescr;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ImportDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.QueryDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.ast.descr.TypeDeclarationDescr;
import org.drools.drl.ast.descr.TypeFieldDescr;

/** Checks a file of rules: what may stand in it, and each of its rules. */
final class FileCheck {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u");
    private static final Pattern PACKAGE_LINE = Pattern.compile("(?m)^\\s*package\\b");
    private static final Set<String> PACKAGES = Set.of("java.lang.", "java.time.", "java.util.");
    private static final Set<String> ABOUT_RULE =
            Set.of("id", "title", "description", "author", "owner", "runbook", "since");
    private static final Pattern PLAIN_VALUE = Pattern.compile("\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[\\w .:/@-]*)\\s*");

    private final Findings findings;
    private final ParsedFile file;
    private final Stage stage;
    private final PackageDescr tree;
    private final Optional<Set<String>> processes;
    private final Map<String, Declared> declared;
    private final Map<String, Query> queries = new HashMap<>();

    /** @param declared the types that the files of the stage declare, by name; this file's are added to it */
    FileCheck(
            ParsedFile file,
            Stage stage,
            PackageDescr tree,
            Map<String, Declared> declared,
            Optional<Set<String>> processes) {
        this.findings = new Findings(file);
        this.file = file;
        this.stage = stage;
        this.tree = tree;
        this.declared = declared;
        this.processes = processes;
    }

    /** Reads what the file declares: before the rules of any file of the stage are checked. */
    void declare() {
        for (TypeDeclarationDescr type : tree.getTypeDeclarations()) {
            declaration(type);
        }
    }

    /** Checks the rest of the file. */
    Findings check() {
        Matcher escapes = ESCAPE.matcher(file.file().text());
        while (escapes.find()) {
            findings.addAt(escapes.start(), "unicode escapes are refused: write the character itself");
        }
        if (!stage.folder().equals(tree.getName())) {
            Matcher line = PACKAGE_LINE.matcher(file.file().text());
            findings.addAt(
                    line.find() ? line.start() : 0,
                    "the package is that of the stage: write 'package " + stage.folder() + ";'");
        }
        imports();
        if (!tree.getRules().isEmpty()
                && tree.getImports().stream().noneMatch(line -> line.getTarget().startsWith("io.fixpoint.fact."))) {
            Matcher line = PACKAGE_LINE.matcher(file.file().text());
            findings.addAt(
                    line.find() ? line.start() : 0,
                    "the facts are not imported: write 'import io.fixpoint.fact.*;' below the package");
        }
        refuse(
                tree.getFunctionImports(),
                "static imports are refused: a rule calls the methods of facts and values only");
        refuse(
                tree.getFunctions(),
                "functions are refused: write the condition into the rule, or conclude a helper fact");
        refuse(tree.getGlobals(), "globals are refused: what a rule needs is a fact, or an event that is kept");
        refuse(tree.getAccumulateImports(), "accumulate functions of your own are refused; use the built-in ones");
        refuse(tree.getEntryPointDeclarations(), "entry points are refused: all facts are in one memory");
        refuse(
                tree.getWindowDeclarations(),
                "windows are refused: the server computes them; read mean5m, max1h and the like of Series");
        refuse(tree.getEnumDeclarations(), "enums are refused: use a String");
        if (tree.getUnit() != null) {
            findings.add(tree.getUnit(), "rule units are refused; leave the unit out");
        }
        for (AttributeDescr attribute : tree.getAttributes()) {
            attribute(attribute);
        }
        for (RuleDescr rule : tree.getRules()) {
            findings.about(rule);
            rule(rule);
            findings.about(null);
        }
        return findings;
    }

    private void refuse(Iterable<? extends BaseDescr> parts, String detail) {
        parts.forEach(part -> findings.add(part, detail));
    }

    private void imports() {
        for (ImportDescr imported : tree.getImports()) {
            String target = imported.getTarget();
            String name = target.substring(target.lastIndexOf('.') + 1);
            String from = target.substring(0, target.length() - name.length());
            boolean type = name.equals("*") || FactLanguage.type(name).isPresent();
            boolean known = from.equals("io.fixpoint.fact.") || PACKAGES.contains(from);
            if (!type || !known) {
                findings.add(
                        imported,
                        "'import " + target
                                + "' is refused: a rule knows io.fixpoint.fact.* and values of java.lang, java.time and"
                                + " java.util");
            }
        }
    }

    private void attribute(AttributeDescr attribute) {
        String value = attribute.getValue() == null ? "" : attribute.getValue().strip();
        boolean fine = switch (attribute.getName()) {
            case "salience" -> value.matches("-?\\d+");
            case "enabled", "no-loop" -> Set.of("", "true", "false").contains(value);
            case "dialect" -> value.replace("\"", "").equals("java");
            default -> false;
        };
        if (!fine) {
            findings.add(
                    attribute,
                    switch (attribute.getName()) {
                        case "timer", "duration", "calendars", "date-effective", "date-expires" ->
                            "'"
                                    + attribute.getName()
                                    + "' is refused: time is the server's; use pendingFor(…), ageSeconds, stale, or a window"
                                    + " property of Series";
                        case "salience" -> "salience is a whole number and no expression";
                        case "dialect" -> "the dialect is java; leave it out";
                        default ->
                            "'" + attribute.getName() + " " + value
                                    + "' is refused: rules are pure, so their order and grouping do not matter";
                    });
        }
    }

    private void annotations(AnnotatedBaseDescr part, Set<String> allowed, String what) {
        for (AnnotationDescr annotation : part.getAnnotations()) {
            String name = annotation.getName();
            if (!allowed.contains(name)) {
                findings.add(
                        part,
                        "@" + name + " is refused at " + what + ": "
                                + (name.equals("expires") || name.equals("role") || name.equals("timestamp")
                                        ? "the server keeps and removes facts"
                                        : "known are " + String.join(", ", new TreeSet<>(allowed))));
            }
            for (Object value : annotation.getValueMap().values()) {
                if (value != null && !PLAIN_VALUE.matcher(value.toString()).matches()) {
                    findings.add(part, "@" + name + " takes a text in double quotes");
                }
            }
        }
    }

    private void declaration(TypeDeclarationDescr type) {
        String name = type.getTypeName();
        if (FactLanguage.type(name).isPresent()
                || name.contains(".")
                || type.getFullTypeName().contains("fixpoint")) {
            findings.add(type, "'" + name + "' is declared already; a file declares types of its own only");
            return;
        }
        if (type.isTrait() || !superTypes(type).isEmpty()) {
            findings.add(type, "a declared type extends nothing and is no trait; list its fields");
        }
        annotations(type, Set.of(), "a declared type");
        Map<String, RuleType> fields = new LinkedHashMap<>();
        List<String> keys = new ArrayList<>();
        for (TypeFieldDescr field : type.getFields().values()) {
            annotations(field, Set.of("key"), "a field");
            if (field.getAnnotation("key") != null) {
                keys.add(field.getFieldName());
            }
            if (field.getInitExpr() != null) {
                findings.add(field, "a field has no initial value; fill it where the helper fact is concluded");
            }
            String fieldType = field.getPattern().getObjectType();
            fields.put(
                    field.getFieldName(),
                    RuleCheck.valueType(fieldType, declared).orElseGet(() -> {
                        findings.add(
                                field,
                                "the type '" + fieldType + "' of " + field.getFieldName()
                                        + " is not in the fact language; use String, double, long, boolean, or a fact");
                        return RuleType.UNKNOWN;
                    }));
        }
        declared.put(name, new Declared(name, fields, keys));
    }

    private static List<String> superTypes(AbstractClassTypeDeclarationDescr type) {
        return type.getSuperTypes().stream()
                .map(Object::toString)
                .filter(above -> !above.endsWith("Object"))
                .toList();
    }

    private void rule(RuleDescr rule) {
        if (rule.getParentName() != null) {
            findings.add(rule, "'extends' is refused: repeat the conditions, or conclude a helper fact");
        }
        if (rule.getUnit() != null) {
            findings.add(rule, "rule units are refused; leave the unit out");
        }
        annotations(rule, ABOUT_RULE, rule.isQuery() ? "a query" : "a rule");
        rule.getAttributes().values().forEach(this::attribute);
        Scope scope = new Scope(declared);
        RuleCheck check = new RuleCheck(findings, stage, queries);
        if (rule instanceof QueryDescr query) {
            queries.put(query.getName(), check.checkQuery(query, scope));
        } else {
            check.checkRule(rule, scope);
            new ConclusionCheck(findings, stage, scope, check.joins(), processes).check(rule);
        }
    }
}
