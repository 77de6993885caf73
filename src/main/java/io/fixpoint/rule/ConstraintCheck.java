package io.fixpoint.rule;

import io.fixpoint.rule.ServiceJoins.Holds;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AtomicExprDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.BindingDescr;
import org.drools.drl.ast.descr.ConnectiveType;
import org.drools.drl.ast.descr.ConstraintConnectiveDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.RelationalExprDescr;
import org.drools.drl.parser.DrlExprParser;
import org.drools.drl.parser.DrlParser;

/** Checks one constraint of a pattern, and notes what it says about the pattern's service. */
final class ConstraintCheck {
    private static final Set<String> OPERATORS = Set.of(
            "==", "!=", "<", "<=", ">", ">=", "matches", "contains", "excludes", "memberOf", "soundslike", "str", "in");
    private static final Set<String> TIME_OPERATORS = Set.of(
            "before",
            "after",
            "coincides",
            "during",
            "includes",
            "finishes",
            "finishedby",
            "meets",
            "metby",
            "overlaps",
            "overlappedby",
            "starts",
            "startedby");
    private static final Set<String> STRING_PARAMETERS = Set.of("startsWith", "endsWith", "length");
    private static final Set<String> WORDS = Set.of("not", "true", "false", "null", "this", "in", "str");
    private static final Pattern LENGTH = Pattern.compile("[-+]?(\\d+(ms|s|m|h|d))+|[-+]?\\d+|\\*");
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");
    private static final Pattern VARIABLE = Pattern.compile("\\$?[a-z][A-Za-z0-9_]*");
    private static final Pattern SERVICE_OF =
            Pattern.compile("(\\$?\\w+)\\.(service|name|getService\\(\\)|getName\\(\\))");

    private final Findings findings;
    private final Scope scope;
    private final ServiceJoins joins;
    private final Object node;
    private final boolean branch;
    private final Set<String> understood = new HashSet<>(WORDS);

    /**
     * @param node the pattern, in the joins of its rule
     * @param branch whether the pattern is in a branch of an {@code or}
     */
    ConstraintCheck(Findings findings, Scope scope, ServiceJoins joins, Object node, boolean branch) {
        this.findings = findings;
        this.scope = scope;
        this.joins = joins;
        this.node = node;
        this.branch = branch;
    }

    void check(ExprConstraintDescr constraint) {
        String text = constraint.getExpression();
        DrlExprParser parser = new DrlExprParser(DrlParser.DEFAULT_LANGUAGE_LEVEL);
        ConstraintConnectiveDescr tree = parser.parse(text);
        if (parser.hasErrors() || tree == null) {
            findings.add(constraint, "the condition '" + text + "' is not understood");
            return;
        }
        int before = findings.problems().size();
        check(constraint, tree, true);
        if (findings.problems().size() == before) {
            nothingUnseen(constraint, text);
        }
    }

    /** A second look, by words: what no part of the tree accounts for is refused. */
    private void nothingUnseen(ExprConstraintDescr constraint, String text) {
        Matcher words = WORD.matcher(
                TEXT.matcher(text).replaceAll(match -> " ".repeat(match.group().length())));
        while (words.find()) {
            boolean digits = words.start() > 0 && Character.isDigit(text.charAt(words.start() - 1));
            if (!digits && !understood.contains(words.group())) {
                findings.addAt(
                        constraint.getStartCharacter() + words.start(),
                        "'" + words.group() + "' is not understood in this condition");
                return;
            }
        }
    }

    private RuleType check(ExprConstraintDescr constraint, BaseDescr part, boolean always) {
        if (part instanceof ConstraintConnectiveDescr group) {
            if (!group.getAnnotationNames().isEmpty()) {
                findings.add(constraint, "annotations in a condition are refused; leave them out");
            }
            boolean both = group.getConnective() == ConnectiveType.AND && !group.isNegated();
            boolean single = group.getDescrs().size() == 1 && !group.isNegated();
            group.getDescrs().forEach(inner -> check(constraint, inner, always && (both || single)));
        } else if (part instanceof RelationalExprDescr relation) {
            relation(constraint, relation, always);
        } else if (part instanceof BindingDescr binding) {
            return bind(constraint, binding);
        } else if (part instanceof AtomicExprDescr atom) {
            return expression(constraint, atom.getExpression());
        } else {
            findings.add(constraint, "the condition '" + constraint.getExpression() + "' is not understood");
        }
        return RuleType.UNKNOWN;
    }

    private void relation(ExprConstraintDescr constraint, RelationalExprDescr relation, boolean always) {
        String operator = relation.getOperator();
        understood.add(operator);
        List<String> parameters = relation.getParameters() == null ? List.of() : relation.getParameters();
        boolean time = TIME_OPERATORS.contains(operator);
        if (!time && !OPERATORS.contains(operator)) {
            findings.add(constraint, "the operator '" + operator + "' is not in the language of rules");
        }
        for (String parameter : parameters) {
            boolean length = time && LENGTH.matcher(parameter.strip()).matches();
            boolean string = operator.equals("str") && STRING_PARAMETERS.contains(parameter.strip());
            if (!length && !string) {
                findings.add(
                        constraint,
                        "'" + parameter + "' is refused in [ ]: write lengths of time, such as before[0s, 15m]");
            }
            understood.add(parameter.strip());
        }
        RuleType left = check(constraint, relation.getLeft(), always);
        RuleType right = check(constraint, relation.getRight(), always);
        String bound =
                relation.getLeft() instanceof BindingDescr binding ? binding.getExpression() : text(relation.getLeft());
        OperandTypes.mismatch(operator, bound, left, text(relation.getRight()), right)
                .ifPresent(detail -> findings.add(constraint, detail));
        if (always && operator.equals("==") && !relation.isNegated()) {
            join(relation.getLeft(), relation.getRight());
            join(relation.getRight(), relation.getLeft());
        }
    }

    private RuleType bind(ExprConstraintDescr constraint, BindingDescr binding) {
        String variable = binding.getVariable();
        understood.add(variable);
        if (binding.isUnification()) {
            findings.add(constraint, "':=' is refused; bind with ':' and compare with '=='");
        }
        checkVariable(constraint, variable);
        RuleType type = expression(constraint, binding.getExpression());
        scope.bind(variable, type);
        String bound = binding.getExpression().strip();
        Holds holds = bound.equals("this") ? Holds.FACT : isService(bound) ? Holds.SERVICE_NAME : Holds.OTHER;
        if (!joins.bind(variable, holds, node, branch)) {
            findings.add(constraint, "the variable " + variable + " is bound already; choose another name");
        }
        return type;
    }

    private void checkVariable(BaseDescr part, String variable) {
        checkVariable(findings, part, variable);
    }

    /** A variable must not hide a type. */
    static void checkVariable(Findings findings, BaseDescr part, String variable) {
        if (!VARIABLE.matcher(variable).matches()) {
            findings.add(part, "'" + variable + "' is no name for a variable; write $ and a small letter first");
        }
    }

    private boolean isService(String expression) {
        String field = scope.self().map(self -> self.name().equals("Service")).orElse(false) ? "name" : "service";
        return expression.equals(field) || expression.equals("this." + field);
    }

    /** {@code service == $s.service}, {@code service == $service}, {@code service == "checkout"}, {@code this == $s}. */
    private void join(BaseDescr left, BaseDescr right) {
        String field = left instanceof BindingDescr bound ? bound.getExpression() : text(left);
        String value = text(right).strip();
        if (field.strip().equals("this")) {
            joins.factOf(value).ifPresent(other -> joins.join(node, other));
        } else if (isService(field.strip())) {
            service(value).ifPresent(other -> joins.join(node, other));
        }
    }

    private Optional<Object> service(String value) {
        return service(value, scope, joins);
    }

    /** The node of the service that the expression names, if it can be told. */
    static Optional<Object> service(String value, Scope scope, ServiceJoins joins) {
        if (TEXT.matcher(value).matches()) {
            return Optional.of(joins.named(value));
        }
        Matcher property = SERVICE_OF.matcher(value);
        if (property.matches()) {
            String fact = property.group(1);
            boolean named = property.group(2).toLowerCase(Locale.ROOT).contains("name");
            boolean isService = scope.variable(fact)
                    .map(type -> type.name().equals("Service"))
                    .orElse(false);
            return named == isService ? joins.factOf(fact) : Optional.empty();
        }
        return joins.nameOf(value);
    }

    private static String text(BaseDescr part) {
        return part instanceof AtomicExprDescr atom ? atom.getExpression() : "";
    }

    private RuleType expression(ExprConstraintDescr constraint, String text) {
        int within = Math.max(0, constraint.getExpression().indexOf(text));
        ExpressionCheck check = new ExpressionCheck(
                findings, scope, text, constraint.getStartCharacter() + within, false, Optional.empty());
        RuleType type = check.check();
        understood.addAll(check.understood());
        return type;
    }
}
