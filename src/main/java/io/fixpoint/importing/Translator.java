package io.fixpoint.importing;

import static java.util.regex.Matcher.quoteReplacement;

import io.fixpoint.fact.Lengths;
import io.fixpoint.importing.Condition.Constrained;
import io.fixpoint.importing.Condition.Fact;
import io.fixpoint.importing.Condition.Group;
import io.fixpoint.importing.Labels.Naming;
import io.fixpoint.importing.Query.Aggregate;
import io.fixpoint.importing.Query.Binary;
import io.fixpoint.importing.Query.Call;
import io.fixpoint.importing.Query.Matcher;
import io.fixpoint.importing.Query.Matching;
import io.fixpoint.importing.Query.Negative;
import io.fixpoint.importing.Query.Range;
import io.fixpoint.importing.Query.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Translates one alternative of a query to conditions. An element of the vector that the query gives is a match of the
 * conditions: {@link #vector} writes the conditions, and says by which expression the element's value is read and what
 * its labels are.
 */
final class Translator {
    static final String NEVER = "the two sides never have the same labels, so that Prometheus never fires it";

    private static final String SERVICE = "$service";
    private static final Pattern GETTERS =
            Pattern.compile("(\\$\\w+(?:\\.before\\(\"\\w+\"\\))?)\\.(value|nowSeconds|metric|service|instance)\\b");

    /** An element of a vector. */
    record Element(Labels labels, String value) {}

    private final Naming naming;
    private final Set<Caveat> caveats;
    private final CallTranslator calls;
    private final Map<Selector, String> reusable = new HashMap<>();
    /** What names the service; null as long as no condition has bound it. */
    private @Nullable String bound;

    private int variables;
    private boolean reusing;

    Translator(Naming naming, Set<Caveat> caveats) {
        this.naming = naming;
        this.caveats = caveats;
        this.calls = new CallTranslator(this, naming, caveats);
    }

    /** Reads properties by their getters, as Java must. */
    static String java(String expression) {
        return GETTERS.matcher(expression)
                .replaceAll(match -> quoteReplacement(match.group(1) + ".get"
                        + match.group(2).substring(0, 1).toUpperCase(Locale.ROOT)
                        + match.group(2).substring(1) + "()"));
    }

    /** Writes the conditions of a query that gives a vector. */
    Element translate(Query query, List<Condition> out) {
        return vector(query, out, labels -> Optional.of(List.of()));
    }

    /** The conditions under which the vector has an element whose service is known to be this. */
    List<Condition> anyElement(Query query, String service) {
        bound = MatcherText.quoted(service);
        List<Condition> inner = new ArrayList<>();
        vector(query, inner, labels -> Optional.of(List.of()));
        return inner;
    }

    String variable(String prefix) {
        variables++;
        return "$" + prefix + (variables == 1 ? "" : String.valueOf(variables));
    }

    /**
     * Writes the conditions of an element.
     *
     * @param wanted what must hold of its labels; empty if no element of such labels is wanted
     */
    Element vector(Query query, List<Condition> out, Function<Labels, Optional<List<String>>> wanted) {
        if (query instanceof Selector selector) {
            Labels labels = series(selector, out, wanted, List.of(before(selector) + "present"));
            return new Element(labels, labels.variable() + "." + before(selector) + "value");
        }
        if (query instanceof Call call) {
            return calls.call(call, out, wanted);
        }
        if (query instanceof Negative negative) {
            Element of = vector(negative.of(), out, labels -> wanted.apply(labels.unnamed()));
            return new Element(of.labels().unnamed(), "(-1.0 * " + of.value() + ")");
        }
        if (query instanceof Aggregate aggregate) {
            return calls.aggregate(aggregate, out, wanted);
        }
        if (query instanceof Binary binary) {
            return binary(binary, out, wanted);
        }
        if (query instanceof Query.Unsupported unsupported) {
            throw new RefusedRuleException(unsupported.what());
        }
        if (query instanceof Range) {
            throw new RefusedRuleException("a range of samples is no condition");
        }
        throw new RefusedRuleException("a number alone is of no service");
    }

    static String before(Selector selector) {
        return selector.offset().isZero() ? "" : "before(\"" + Lengths.text(selector.offset()) + "\").";
    }

    /** Writes a pattern of one series. */
    Labels series(
            Selector selector,
            List<Condition> out,
            Function<Labels, Optional<List<String>>> wanted,
            List<String> presence) {
        String reused = reusing ? reusable.get(selector) : null;
        if (reused != null) {
            Fact fact = fact(out, reused);
            presence.stream()
                    .map(constraint -> reused + "." + constraint)
                    .filter(constraint -> !fact.constraints().contains(constraint))
                    .forEach(constraint -> fact.constraints().add(constraint));
            return Labels.all(naming, reused);
        }
        String variable = variable("s");
        Labels labels = Labels.all(naming, variable);
        List<String> constraints = new ArrayList<>();
        constraints.add(bound == null ? SERVICE + " : service" : variable + ".service == " + bound);
        bound = bound == null ? SERVICE : bound;
        String metric = selector.metric();
        if (metric != null) {
            constraints.add("metric == " + MatcherText.quoted(metric));
        } else {
            caveats.add(Caveat.NAME_PATTERN);
        }
        for (Matcher matcher : selector.matchers()) {
            boolean said = matcher.label().equals(Query.NAME) && metric != null;
            if (!said) {
                MatcherText.of(matcher, labels).ifPresent(constraints::add);
            }
        }
        presence.forEach(constraint -> constraints.add(variable + "." + constraint));
        List<String> matched = wanted.apply(labels).orElseThrow(() -> new NeverMatchesException());
        if (selector.matchers().stream().anyMatch(matcher -> contradicts(matched, labels, matcher))) {
            throw new NeverMatchesException();
        }
        constraints.addAll(matched);
        out.add(new Fact(variable, constraints));
        if (!reusing) {
            reusable.put(selector, variable);
        }
        return labels;
    }

    /** Whether a label that must be empty to match must not be. */
    private static boolean contradicts(List<String> matched, Labels labels, Matcher matcher) {
        return matched.contains(labels.read(matcher.label()) + " == \"\"") && !MatcherText.matches(matcher, "");
    }

    private static Fact fact(List<Condition> conditions, String variable) {
        return conditions.stream()
                .filter(Fact.class::isInstance)
                .map(Fact.class::cast)
                .filter(fact -> fact.variable().equals(variable))
                .findFirst()
                .orElseThrow();
    }

    /** No two elements have such labels. */
    static final class NeverMatchesException extends RuntimeException {
        NeverMatchesException() {
            super(NEVER, null, false, false);
        }
    }

    /** Writes conditions that share no series with those before. */
    Element fresh(Supplier<Element> writer) {
        boolean was = reusing;
        Map<Selector, String> known = new HashMap<>(reusable);
        reusing = false;
        Element element = writer.get();
        reusable.clear();
        reusable.putAll(known);
        reusing = was;
        return element;
    }

    private Element binary(Binary binary, List<Condition> out, Function<Labels, Optional<List<String>>> wanted) {
        if (binary.isSet()) {
            return set(binary, out, wanted);
        }
        Optional<Scalar> left = Scalar.of(binary.left());
        Optional<Scalar> right = Scalar.of(binary.right());
        if (left.isPresent() && right.isPresent()) {
            throw new RefusedRuleException("a condition of numbers alone is of no service");
        }
        boolean filters = binary.isComparison() && !binary.bool();
        if (left.isPresent() || right.isPresent()) {
            Query of = left.isPresent() ? binary.right() : binary.left();
            Element element = vector(of, out, labels -> wanted.apply(filters ? labels : labels.unnamed()));
            String now = element.labels().variable() + ".nowSeconds";
            String one = left.map(Scalar::text).orElse(element.value()).replace(Scalar.NOW, now);
            String other = right.map(Scalar::text).orElse(element.value()).replace(Scalar.NOW, now);
            return combined(
                    binary,
                    filters,
                    one,
                    other,
                    element.value(),
                    filters ? element.labels() : element.labels().unnamed(),
                    out);
        }
        return vectors(binary, filters, out, wanted);
    }

    private Element vectors(
            Binary binary, boolean filters, List<Condition> out, Function<Labels, Optional<List<String>>> wanted) {
        Matching matching = binary.matching();
        crossing(matching);
        if (matching.on() || !matching.labels().isEmpty()) {
            caveats.add(Caveat.ONE_TO_ONE);
        }
        boolean many = matching.group() == Matching.Group.RIGHT;
        Query mainQuery = many ? binary.right() : binary.left();
        Query otherQuery = many ? binary.left() : binary.right();
        Map<Selector, String> before = new HashMap<>(reusable);
        Element main = vector(mainQuery, out, labels -> wanted.apply(result(labels, matching, filters)));
        Element other = fresh(() -> vector(otherQuery, out, labels -> Labels.matched(main.labels(), labels, matching)));
        Labels labels = result(main.labels(), matching, filters);
        if (!matching.include().isEmpty()) {
            labels = labels.with(matching.include(), other.labels());
        }
        if (matching.equals(Matching.ALL)) {
            remember(otherQuery, other, out);
        } else {
            reusable.clear();
            reusable.putAll(before);
        }
        String one = many ? other.value() : main.value();
        String two = many ? main.value() : other.value();
        return combined(binary, filters, one, two, one, labels, out);
    }

    /** A series of the same labels is found once. */
    private void remember(Query query, Element element, List<Condition> out) {
        Selector selector = query instanceof Selector plain
                ? plain
                : query instanceof Call call
                                && CallTranslator.OVER.containsKey(call.function())
                                && call.arguments().get(0) instanceof Range range
                        ? range.selector()
                        : null;
        if (selector != null && isWhole(element.labels())) {
            boolean here = out.stream()
                    .anyMatch(part -> part instanceof Fact fact
                            && fact.variable().equals(element.labels().variable()));
            if (here) {
                reusable.putIfAbsent(selector, element.labels().variable());
            }
        }
    }

    /** Whether the labels are all of those of the series. */
    private static boolean isWhole(Labels labels) {
        return labels.allBut() && labels.added().isEmpty() && Set.of(Query.NAME).containsAll(labels.names());
    }

    private static Labels result(Labels labels, Matching matching, boolean filters) {
        if (matching.group() != Matching.Group.NONE) {
            return filters ? labels : labels.unnamed();
        }
        if (matching.on()) {
            return labels.only(matching.labels());
        }
        return (filters ? labels : labels.unnamed()).without(matching.labels());
    }

    private void crossing(Matching matching) {
        if (matching.on() != matching.labels().contains(naming.service())) {
            caveats.add(Caveat.ONE_SERVICE);
        }
    }

    private static Element combined(
            Binary binary,
            boolean filters,
            String left,
            String right,
            String kept,
            Labels labels,
            List<Condition> out) {
        if (filters) {
            constrain(out, left, binary.operator(), right);
            return new Element(labels, kept);
        }
        String value = binary.isComparison()
                ? "Numbers.compared(" + left + ", \"" + binary.operator() + "\", " + right + ")"
                : Scalar.arithmetic(binary.operator(), left, right);
        return new Element(labels, value);
    }

    /** A comparison goes to the last condition that can take it: all that it names is bound there. */
    private static void constrain(List<Condition> out, String left, String operator, String right) {
        for (int i = out.size() - 1; i >= 0; i--) {
            if (out.get(i) instanceof Constrained last) {
                String comparison = bare(left) + " " + operator + " " + bare(right);
                if (last instanceof Fact fact
                        && !operator.equals("!=")
                        && !comparison.contains("Numbers.compared")
                        && !comparison.contains("Math.pow")) {
                    // Without samples the value is NaN, of which nothing holds.
                    fact.constraints().removeIf(constraint -> impliedBy(constraint, fact.variable(), comparison));
                }
                last.constraints().add(comparison);
                return;
            }
        }
        throw new IllegalStateException("there is no condition before the comparison");
    }

    private static final Pattern COUNT =
            Pattern.compile("(\\$\\w+\\.(?:before\\(\"\\w+\"\\)\\.)?)count\\((\"\\w+\")\\) >= ([12])\\.0");

    private static boolean impliedBy(String constraint, String variable, String comparison) {
        MatchResult count = COUNT.matcher(constraint).results().findFirst().orElse(null);
        if (count == null || !constraint.startsWith(variable + ".")) {
            return false;
        }
        String methods = count.group(3).equals("2")
                ? "rate|increase|irate|delta|idelta|deriv|predict"
                : "changes|resets|mean|min|max|sum|last|deviation|variance|quantile";
        return Pattern.compile(Pattern.quote(count.group(1)) + "(" + methods + ")\\((\"\\w+\", |[\\d.]+, )?"
                        + Pattern.quote(count.group(2)) + "\\)")
                .matcher(comparison)
                .find();
    }

    /** Without the outermost parentheses. */
    private static String bare(String expression) {
        if (!expression.startsWith("(") || !expression.endsWith(")")) {
            return expression;
        }
        int depth = 0;
        for (int i = 0; i < expression.length() - 1; i++) {
            char c = expression.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return expression;
            }
        }
        return expression.substring(1, expression.length() - 1);
    }

    private Element set(Binary binary, List<Condition> out, Function<Labels, Optional<List<String>>> wanted) {
        Matching matching = binary.matching();
        crossing(matching);
        boolean and = binary.operator().equals("and");
        if (binary.right() instanceof Call call && call.function().startsWith("absent")) {
            return absentBeside(binary, call, and, out, wanted);
        }
        Element left = vector(binary.left(), out, wanted);
        if (and && matching.equals(Matching.ALL) && isWhole(left.labels()) && reuses(binary.right(), out)) {
            boolean was = reusing;
            reusing = true;
            vector(binary.right(), out, labels -> Optional.of(List.of()));
            reusing = was;
            return left;
        }
        List<Condition> inner = new ArrayList<>();
        try {
            fresh(() -> vector(binary.right(), inner, labels -> Labels.matched(left.labels(), labels, matching)));
        } catch (NeverMatchesException e) {
            if (and) {
                throw e;
            }
            return left;
        }
        out.add(new Group(and ? "exists" : "not", inner));
        return left;
    }

    /** Whether the query is about one series that a condition of the same labels has found already. */
    private boolean reuses(Query query, List<Condition> out) {
        if (query instanceof Selector selector) {
            String variable = reusable.get(selector);
            return variable != null
                    && out.stream()
                            .anyMatch(part ->
                                    part instanceof Fact fact && fact.variable().equals(variable));
        }
        if (query instanceof Binary binary && !binary.isSet()) {
            boolean left = Scalar.of(binary.left()).isPresent();
            boolean right = Scalar.of(binary.right()).isPresent();
            return left != right && reuses(left ? binary.right() : binary.left(), out);
        }
        if (query instanceof Call call
                && CallTranslator.OVER.containsKey(call.function())
                && call.arguments().size() == 1
                && call.arguments().get(0) instanceof Range range) {
            return reuses(range.selector(), out);
        }
        return false;
    }

    /** {@code v and on() absent(x)}. */
    private Element absentBeside(
            Binary binary,
            Call absent,
            boolean and,
            List<Condition> out,
            Function<Labels, Optional<List<String>>> wanted) {
        Matching matching = binary.matching();
        if (!matching.on() || !matching.labels().isEmpty() || absent.arguments().size() != 1) {
            throw new RefusedRuleException("'absent' beside a vector has labels of its own; write 'and on()'");
        }
        Element left = vector(binary.left(), out, wanted);
        List<Condition> inner = new ArrayList<>();
        fresh(() -> vector(sampled(absent), inner, labels -> Optional.of(List.of())));
        out.add(new Group(and ? "not" : "exists", inner));
        return left;
    }

    /** What must have an element for the call of absent to give none. */
    static Query sampled(Call absent) {
        Query of = absent.arguments().get(0);
        return of instanceof Range range ? new Call("last_over_time", List.of(range)) : of;
    }
}
