package io.fixpoint.rule;

import io.fixpoint.rule.RuleType.Declared;
import io.fixpoint.rule.ServiceJoins.Holds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.CollectDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.EvalDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.ForallDescr;
import org.drools.drl.ast.descr.FromDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.QueryDescr;
import org.drools.drl.ast.descr.RuleDescr;

/** Checks the conditions of one rule or query, part by part; a part of a kind that is not listed is refused. */
final class RuleCheck {
    /** A query of the file. {@code service} is the parameter that names the service of all that it matches, or -1. */
    record Query(String name, List<String> parameters, List<RuleType> types, int service) {}

    private static final Set<String> FUNCTIONS = Set.of(
            "count",
            "sum",
            "sumI",
            "sumL",
            "average",
            "avg",
            "min",
            "max",
            "minI",
            "maxI",
            "minL",
            "maxL",
            "countLong",
            "collectList",
            "collectSet",
            "variance",
            "standardDeviation");

    private static final Set<Class<?>> RESULTS = Set.of(
            Object.class,
            Number.class,
            Double.class,
            Integer.class,
            Long.class,
            Comparable.class,
            Collection.class,
            List.class,
            Set.class,
            ArrayList.class);

    private final Findings findings;
    private final Stage stage;
    private final Map<String, Query> queries;
    private final ServiceJoins joins = new ServiceJoins();
    private final Map<String, RuleType> parameters = new HashMap<>();

    RuleCheck(Findings findings, Stage stage, Map<String, Query> queries) {
        this.findings = findings;
        this.stage = stage;
        this.queries = queries;
    }

    ServiceJoins joins() {
        return joins;
    }

    /** Checks the conditions of a rule; afterwards the scope has its variables. */
    void checkRule(RuleDescr rule, Scope scope) {
        check(rule.getLhs(), scope, false);
        if (stage == Stage.DETECTION) {
            oneService(rule);
        }
    }

    private void oneService(RuleDescr rule) {
        if (joins.patterns().isEmpty() || (!isPositive(rule.getLhs()) && !joins.isOfNamedService())) {
            findings.add(
                    rule,
                    "a detection rule needs a fact of the service that it is about, outside not, forall, accumulate and"
                            + " collect: begin with such a pattern, and join the others to it by service");
            return;
        }
        for (BaseDescr stranger : joins.strangers()) {
            String fact = ((PatternDescr) stranger).getObjectType();
            String field = fact.equals("Service") ? "name" : "service";
            findings.add(
                    stranger,
                    "a detection rule sees facts of one service only: join this " + fact
                            + " to the first pattern, as in " + fact + "( " + field
                            + " == $service, … ). What concerns several services is for triage");
        }
    }

    private static boolean isPositive(BaseDescr part) {
        if (part instanceof PatternDescr pattern) {
            return pattern.getSource() == null;
        }
        if (part instanceof AndDescr all) {
            return children(all).stream().anyMatch(RuleCheck::isPositive);
        }
        if (part instanceof OrDescr any) {
            return children(any).stream().allMatch(RuleCheck::isPositive);
        }
        return part instanceof ExistsDescr exists && children(exists).stream().allMatch(RuleCheck::isPositive);
    }

    private static List<BaseDescr> children(ConditionalElementDescr group) {
        List<BaseDescr> children = new ArrayList<>();
        for (Object child : group.getDescrs()) {
            children.add((BaseDescr) child);
        }
        return children;
    }

    /** Checks a query. */
    Query checkQuery(QueryDescr query, Scope scope) {
        List<RuleType> types = new ArrayList<>();
        for (int i = 0; i < query.getParameters().length; i++) {
            String name = query.getParameters()[i];
            String type = query.getParameterTypes()[i];
            ConstraintCheck.checkVariable(findings, query, name);
            RuleType known = valueType(type, scope.declared()).orElseGet(() -> {
                findings.add(query, "the type '" + type + "' of " + name + " is not in the fact language");
                return RuleType.UNKNOWN;
            });
            types.add(known);
            parameters.put(name, known);
            scope.bind(name, known);
            joins.bind(name, Holds.SERVICE_NAME, name, false);
        }
        check(query.getLhs(), scope, false);
        int service = -1;
        List<String> names = List.of(query.getParameters());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (service < 0 && joins.patterns().stream().allMatch(pattern -> joins.joined(pattern, name))) {
                service = i;
            }
        }
        if (stage == Stage.DETECTION && service < 0) {
            findings.add(
                    query,
                    "a query of detection needs the service as a parameter, and each of its patterns: service == $service");
        }
        return new Query(query.getName(), names, types, service);
    }

    /** The type of a declared field or a parameter. */
    static Optional<RuleType> valueType(String name, Map<String, Declared> declared) {
        Class<?> primitive = Map.<String, Class<?>>of(
                        "int", int.class, "long", long.class, "double", double.class, "boolean", boolean.class)
                .get(name);
        if (primitive != null) {
            return Optional.of(RuleType.of(primitive));
        }
        Declared own = declared.get(name);
        if (own != null) {
            return Optional.of(RuleType.of(own));
        }
        int dot = name.indexOf('.');
        Optional<Class<?>> type = dot < 0
                ? FactLanguage.type(name)
                : FactLanguage.type(name.substring(0, dot))
                        .flatMap(outer -> FactLanguage.nested(outer, name.substring(dot + 1)));
        return type.map(RuleType::of);
    }

    private void check(BaseDescr part, Scope scope, boolean branch) {
        if (part instanceof PatternDescr pattern) {
            pattern(pattern, scope, branch);
        } else if (part instanceof AndDescr group) {
            children(group).forEach(inner -> check(inner, scope, branch));
        } else if (part instanceof OrDescr group) {
            children(group).forEach(inner -> check(inner, scope, true));
        } else if (part instanceof NotDescr group) {
            inside(children(group), scope, branch);
        } else if (part instanceof ExistsDescr group) {
            inside(children(group), scope, branch);
        } else if (part instanceof ForallDescr group) {
            inside(children(group), scope, branch);
        } else if (part instanceof EvalDescr) {
            findings.add(part, "eval is refused: write the condition into a pattern");
        } else {
            findings.add(
                    part,
                    "'" + part.getClass().getSimpleName().replace("Descr", "")
                            + "' is refused here: a rule has patterns, not, exists, forall, or, accumulate and collect");
        }
    }

    private void inside(List<BaseDescr> parts, Scope scope, boolean branch) {
        Scope inner = scope.inner();
        parts.forEach(part -> check(part, inner, branch));
    }

    private void pattern(PatternDescr pattern, Scope scope, boolean branch) {
        if (!pattern.getBehaviors().isEmpty()) {
            findings.add(
                    pattern,
                    "windows are refused: the server computes them; read mean5m, max1h and the like of Series");
        }
        if (!pattern.getAnnotationNames().isEmpty()) {
            findings.add(pattern, "annotations of a pattern are refused; leave them out");
        }
        if (pattern.isUnification()) {
            findings.add(pattern, "':=' is refused; bind with ':' and compare with '=='");
        }
        Query query = queries.get(pattern.getObjectType());
        if (query != null) {
            call(pattern, query, scope, branch);
            return;
        }
        if (pattern.isQuery()) {
            findings.add(pattern, "there is no query '" + pattern.getObjectType() + "' in this file before this line");
            return;
        }
        RuleType type = pattern.getSource() == null ? fact(pattern, scope.declared()) : source(pattern, scope, branch);
        joinSource(pattern);
        if (pattern.getIdentifier() != null) {
            ConstraintCheck.checkVariable(findings, pattern, pattern.getIdentifier());
            scope.bind(pattern.getIdentifier(), type);
            if (!joins.bind(pattern.getIdentifier(), Holds.FACT, pattern, branch)) {
                findings.add(
                        pattern, "the variable " + pattern.getIdentifier() + " is bound already; choose another name");
            }
        }
        constraints(pattern, scope.of(type), branch);
    }

    private void constraints(PatternDescr pattern, Scope scope, boolean branch) {
        for (BaseDescr constraint : pattern.getDescrs()) {
            if (!(constraint instanceof ExprConstraintDescr expression)) {
                findings.add(constraint, "this condition is not understood");
            } else if (expression.getType() != ExprConstraintDescr.Type.NAMED) {
                findings.add(constraint, "conditions by position are refused: name the field");
            } else {
                new ConstraintCheck(findings, scope, joins, pattern, branch).check(expression);
            }
        }
    }

    private RuleType fact(PatternDescr pattern, Map<String, Declared> declared) {
        joins.pattern(pattern);
        String name = pattern.getObjectType();
        Declared own = declared.get(name);
        if (own != null) {
            return RuleType.of(own);
        }
        Set<Class<?>> matched = FactLanguage.matched(stage);
        Optional<Class<?>> known = FactLanguage.type(name).filter(matched::contains);
        if (known.isPresent()) {
            return RuleType.of(known.get());
        }
        Set<String> names = matched.stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
        names.addAll(declared.keySet());
        findings.add(
                pattern,
                name.contains(".")
                        ? "write the simple name of '" + name + "'; a rule matches the types of io.fixpoint.fact"
                        : "a rule of " + stage.folder() + " matches " + String.join(", ", names) + ", and not '" + name
                                + "'" + RuleType.near(name, names));
        return RuleType.REFUSED;
    }

    /** The patterns within a source are of one service with what comes of them. */
    private void joinSource(PatternDescr pattern) {
        BaseDescr source = pattern.getSource();
        if (source instanceof CollectDescr collect && collect.getInputPattern() != null) {
            joins.join(pattern, collect.getInputPattern());
        }
    }

    private RuleType source(PatternDescr pattern, Scope scope, boolean branch) {
        BaseDescr source = pattern.getSource();
        if (source instanceof CollectDescr collect && collect.getInputPattern() != null) {
            Scope inner = scope.inner();
            PatternDescr input = collect.getInputPattern();
            pattern(input, inner, branch);
            return result(pattern, itemType(input, scope));
        }
        if (source != null && source.getClass() == AccumulateDescr.class) {
            RuleType item = accumulate(pattern, (AccumulateDescr) source, scope, branch);
            return result(pattern, item);
        }
        if (source instanceof FromDescr from) {
            return from(pattern, from, scope);
        }
        findings.add(
                pattern,
                "'from' is refused over anything but collect and accumulate: what a rule sees are facts in memory");
        return RuleType.REFUSED;
    }

    private static RuleType itemType(PatternDescr input, Scope scope) {
        return valueType(input.getObjectType(), scope.declared()).orElse(RuleType.UNKNOWN);
    }

    private RuleType result(PatternDescr pattern, RuleType item) {
        Class<?> type = FactLanguage.type(pattern.getObjectType()).orElse(null);
        if (type == null || !RESULTS.contains(type)) {
            findings.add(
                    pattern,
                    "the result of accumulate or collect is a Number, a List or a Set, and not '"
                            + pattern.getObjectType() + "'");
            return RuleType.REFUSED;
        }
        return Collection.class.isAssignableFrom(type) ? RuleType.of(type, item) : RuleType.of(type);
    }

    /** {@code Event( … ) from $collected}: facts again. */
    private RuleType from(PatternDescr pattern, FromDescr from, Scope scope) {
        String list = from.getExpression() == null ? "" : from.getExpression().strip();
        RuleType items = list.matches("\\$?\\w+") ? scope.variable(list).orElse(RuleType.REFUSED) : RuleType.REFUSED;
        boolean collected = Collection.class.isAssignableFrom(items.java())
                && !items.arguments().isEmpty()
                && joins.factOf(list).isPresent();
        RuleType type = fact(pattern, scope.declared());
        if (!collected || !items.arguments().get(0).equals(type)) {
            findings.add(
                    pattern,
                    "'from " + list
                            + "' is refused: 'from' takes collect, accumulate or a variable bound to what collect found");
            return RuleType.REFUSED;
        }
        joins.factOf(list).ifPresent(node -> joins.join(pattern, node));
        return type;
    }

    private RuleType accumulate(PatternDescr pattern, AccumulateDescr source, Scope scope, boolean branch) {
        Scope inner = scope.inner();
        if (source.getInput() == null) {
            findings.add(pattern, "this accumulate is not understood");
            return RuleType.REFUSED;
        }
        check(source.getInput(), inner, branch);
        boolean code = source.getInitCode() != null
                || source.getActionCode() != null
                || source.getReverseCode() != null
                || source.getResultCode() != null;
        if (code || source.getFunctions().isEmpty()) {
            findings.add(
                    pattern,
                    "init, action and result are refused: accumulate with "
                            + String.join(", ", new TreeSet<>(FUNCTIONS)));
            return RuleType.REFUSED;
        }
        RuleType item = RuleType.UNKNOWN;
        for (AccumulateDescr.AccumulateFunctionCallDescr function : source.getFunctions()) {
            RuleType argument = RuleType.UNKNOWN;
            if (!FUNCTIONS.contains(function.getFunction())) {
                findings.add(
                        pattern,
                        "'" + function.getFunction() + "' is no function of accumulate; there are "
                                + String.join(", ", new TreeSet<>(FUNCTIONS)));
            }
            for (String parameter : function.getParams()) {
                int at = findings.file().file().text().indexOf(parameter, Math.max(0, source.getStartCharacter()));
                argument = new ExpressionCheck(
                                findings,
                                inner,
                                parameter,
                                at < 0 ? pattern.getStartCharacter() : at,
                                false,
                                Optional.empty())
                        .check();
            }
            item = argument;
            if (function.getBind() != null) {
                ConstraintCheck.checkVariable(findings, pattern, function.getBind());
                scope.bind(function.getBind(), resultOf(function.getFunction(), argument));
                if (function.isUnification() || !joins.bind(function.getBind(), Holds.OTHER, pattern, branch)) {
                    findings.add(
                            pattern, "the variable " + function.getBind() + " is bound already; choose another name");
                }
            }
        }
        return item;
    }

    private static RuleType resultOf(String function, RuleType argument) {
        return switch (function) {
            case "count", "countLong", "sumL", "minL", "maxL" -> RuleType.of(Long.class);
            case "sumI", "minI", "maxI" -> RuleType.of(Integer.class);
            case "average", "avg", "variance", "standardDeviation" -> RuleType.of(Double.class);
            case "collectList" -> RuleType.of(List.class, argument);
            case "collectSet" -> RuleType.of(Set.class, argument);
            default -> RuleType.of(argument.java() == double.class ? Double.class : Number.class);
        };
    }

    private void call(PatternDescr pattern, Query query, Scope scope, boolean branch) {
        joins.pattern(pattern);
        List<? extends BaseDescr> arguments = pattern.getDescrs();
        if (arguments.size() != query.parameters().size() || pattern.getIdentifier() != null) {
            findings.add(
                    pattern,
                    "call the query as " + query.name() + "( " + String.join(", ", query.parameters())
                            + "; ), an argument for each parameter");
            return;
        }
        for (int i = 0; i < arguments.size(); i++) {
            if (!(arguments.get(i) instanceof ExprConstraintDescr argument)
                    || argument.getType() != ExprConstraintDescr.Type.POSITIONAL) {
                findings.add(arguments.get(i), "arguments of a query are given by position, with ';' after the last");
                continue;
            }
            String text = argument.getExpression().strip();
            boolean output = text.matches("\\$\\w+") && scope.variable(text).isEmpty();
            if (output) {
                ConstraintCheck.checkVariable(findings, argument, text);
                scope.bind(text, query.types().get(i));
                joins.bind(text, i == query.service() ? Holds.SERVICE_NAME : Holds.OTHER, pattern, branch);
            } else {
                new ExpressionCheck(findings, scope, text, argument.getStartCharacter(), false, Optional.empty())
                        .check();
                if (i == query.service()) {
                    service(text, scope).ifPresent(node -> joins.join(pattern, node));
                }
            }
        }
    }

    private Optional<Object> service(String text, Scope scope) {
        return ConstraintCheck.service(text, scope, joins);
    }
}
