package io.fixpoint.importing;

import io.fixpoint.fact.Lengths;
import io.fixpoint.importing.Condition.Fact;
import io.fixpoint.importing.Condition.Facts;
import io.fixpoint.importing.Condition.Group;
import io.fixpoint.importing.Condition.Values;
import io.fixpoint.importing.Labels.Naming;
import io.fixpoint.importing.Query.Aggregate;
import io.fixpoint.importing.Query.Call;
import io.fixpoint.importing.Query.Matcher;
import io.fixpoint.importing.Query.Matching;
import io.fixpoint.importing.Query.Range;
import io.fixpoint.importing.Query.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The part of {@link Translator} that is about functions and aggregations. */
final class CallTranslator {
    /** Functions over a range vector: what calculates them, and how many samples they take. */
    static final Map<String, Over> OVER = Map.ofEntries(
            Map.entry("rate", new Over("rate", 2)),
            Map.entry("increase", new Over("increase", 2)),
            Map.entry("irate", new Over("irate", 2)),
            Map.entry("delta", new Over("delta", 2)),
            Map.entry("idelta", new Over("idelta", 2)),
            Map.entry("deriv", new Over("deriv", 2)),
            Map.entry("changes", new Over("changes", 1)),
            Map.entry("resets", new Over("resets", 1)),
            Map.entry("avg_over_time", new Over("mean", 1)),
            Map.entry("min_over_time", new Over("min", 1)),
            Map.entry("max_over_time", new Over("max", 1)),
            Map.entry("sum_over_time", new Over("sum", 1)),
            Map.entry("count_over_time", new Over("count", 1)),
            Map.entry("last_over_time", new Over("last", 1)),
            Map.entry("stddev_over_time", new Over("deviation", 1)),
            Map.entry("stdvar_over_time", new Over("variance", 1)));

    private static final Map<String, String> AGGREGATIONS = Map.of(
            "sum",
            "sum",
            "avg",
            "mean",
            "min",
            "min",
            "max",
            "max",
            "count",
            "count",
            "stddev",
            "deviation",
            "stdvar",
            "variance");

    record Over(String method, int samples) {}

    private final Translator translator;
    private final Naming naming;
    private final Set<Caveat> caveats;

    CallTranslator(Translator translator, Naming naming, Set<Caveat> caveats) {
        this.translator = translator;
        this.naming = naming;
        this.caveats = caveats;
    }

    Translator.Element call(Call call, List<Condition> out, Function<Labels, Optional<List<String>>> wanted) {
        String name = call.function();
        List<Query> arguments = call.arguments();
        Over over = OVER.get(name);
        if (over != null && arguments.size() == 1 && arguments.get(0) instanceof Range range) {
            return over(range, over.method() + "(" + window(range) + ")", over.samples(), out, wanted);
        }
        if (name.equals("quantile_over_time") && arguments.size() == 2 && arguments.get(1) instanceof Range range) {
            String quantile =
                    "quantile(" + constant(arguments.get(0), "quantile_over_time") + ", " + window(range) + ")";
            return over(range, quantile, 1, out, wanted);
        }
        if (name.equals("predict_linear") && arguments.size() == 2 && arguments.get(0) instanceof Range range) {
            double ahead = Scalar.number(arguments.get(1))
                    .orElseThrow(() -> new RefusedRuleException(
                            "predict_linear looks ahead by an expression that is no constant"));
            if (ahead < 0 || ahead != Math.rint(ahead)) {
                throw new RefusedRuleException("predict_linear looks ahead by no whole number of seconds");
            }
            return over(range, "predict(\"" + (long) ahead + "s\", " + window(range) + ")", 2, out, wanted);
        }
        if (name.equals("histogram_quantile") && arguments.size() == 2) {
            return histogram(constant(arguments.get(0), name), arguments.get(1), out, wanted);
        }
        String method = Map.of(
                        "abs", "abs", "ceil", "ceil", "floor", "floor", "sqrt", "sqrt", "exp", "exp", "ln", "log",
                        "log10", "log10", "sgn", "signum")
                .get(name);
        if (method != null && arguments.size() == 1) {
            return mapped(arguments.get(0), out, wanted, value -> "Math." + method + "(" + value + ")");
        }
        if (name.equals("round") && !arguments.isEmpty()) {
            String step = arguments.size() > 1 ? constant(arguments.get(1), name) : "1.0";
            return mapped(arguments.get(0), out, wanted, value -> "Numbers.round(" + value + ", " + step + ")");
        }
        if (name.equals("clamp_min") || name.equals("clamp_max")) {
            String limit = constant(arguments.get(1), name);
            String bound = name.equals("clamp_min") ? "max" : "min";
            return mapped(arguments.get(0), out, wanted, value -> "Math." + bound + "(" + value + ", " + limit + ")");
        }
        if (name.equals("sort") || name.equals("sort_desc")) {
            return translator.vector(arguments.get(0), out, wanted);
        }
        for (Query argument : arguments) {
            if (argument instanceof Query.Unsupported unsupported) {
                throw new RefusedRuleException(unsupported.what());
            }
        }
        throw new RefusedRuleException(
                switch (name) {
                    case "absent", "absent_over_time" ->
                        "'" + name + "' is translated as the whole condition or at the right of 'and on()' only";
                    case "vector" -> "'translator.vector(…)' gives an element of no service";
                    case "label_replace", "label_join" -> "'" + name + "' makes labels that no series has";
                    case "scalar" -> "'scalar(…)' depends on how many series there are";
                    default -> "the function '" + name + "' is not translated";
                });
    }

    private Translator.Element mapped(
            Query of,
            List<Condition> out,
            Function<Labels, Optional<List<String>>> wanted,
            Function<String, String> function) {
        Translator.Element element = translator.vector(of, out, labels -> wanted.apply(labels.unnamed()));
        return new Translator.Element(element.labels().unnamed(), function.apply(element.value()));
    }

    private static String window(Range range) {
        return "\"" + Lengths.text(range.length()) + "\"";
    }

    private Translator.Element over(
            Range range,
            String call,
            int samples,
            List<Condition> out,
            Function<Labels, Optional<List<String>>> wanted) {
        String before = Translator.before(range.selector());
        // The name stays with last_over_time; nobody compares it.
        Labels labels = translator.series(
                range.selector(),
                out,
                all -> wanted.apply(all.unnamed()),
                List.of(before + "count(" + window(range) + ") >= " + samples + ".0"));
        if (range.selector().metric() == null) {
            caveats.add(Caveat.NAME_PATTERN);
        }
        return new Translator.Element(labels.unnamed(), labels.variable() + "." + before + call);
    }

    Translator.Element aggregate(
            Aggregate aggregate, List<Condition> out, Function<Labels, Optional<List<String>>> wanted) {
        String function = AGGREGATIONS.get(aggregate.operator());
        Query parameter = aggregate.parameter();
        boolean quantile = aggregate.operator().equals("quantile") && parameter != null;
        if (function == null && !quantile && !aggregate.operator().equals("group")) {
            throw new RefusedRuleException("the aggregation '" + aggregate.operator() + "' is not translated");
        }
        if (groupless(aggregate)) {
            caveats.add(Caveat.ONE_SERVICE);
        }
        Query of = aggregate.of();
        Labels group = group(aggregate, leader(of, aggregate, out, wanted));
        String list = translator.variable("n");
        List<Condition> members = new ArrayList<>();
        Translator.Element member =
                translator.fresh(() -> translator.vector(of, members, labels -> same(group, group(aggregate, labels))));
        out.add(new Values(list, members, Translator.java(member.value()), new ArrayList<>()));
        String value = quantile
                ? "Numbers.quantile(" + constant(Objects.requireNonNull(parameter), "quantile") + ", " + list + ")"
                : function == null ? "1.0" : "Numbers." + function + "(" + list + ")";
        return new Translator.Element(group, value);
    }

    private boolean groupless(Aggregate aggregate) {
        return aggregate.without() == aggregate.labels().contains(naming.service());
    }

    private static Labels group(Aggregate aggregate, Labels labels) {
        return aggregate.without() ? labels.unnamed().without(aggregate.labels()) : labels.only(aggregate.labels());
    }

    private static Optional<List<String>> same(Labels one, Labels other) {
        return Labels.matched(one, other, Matching.ALL);
    }

    /** Finds each group once: by the first of its elements. */
    private Labels leader(
            Query of, Aggregate aggregate, List<Condition> out, Function<Labels, Optional<List<String>>> wanted) {
        Labels leader = translator
                .fresh(() -> translator.vector(of, out, labels -> wanted.apply(group(aggregate, labels))))
                .labels();
        Labels group = group(aggregate, leader);
        List<Condition> before = new ArrayList<>();
        translator.fresh(() -> translator.vector(
                of,
                before,
                labels -> same(group, group(aggregate, labels)).map(constraints -> {
                    List<String> first = new ArrayList<>(constraints);
                    first.add(labels.variable() + ".identity < " + leader.variable() + ".identity");
                    return first;
                })));
        out.add(new Group("not", before));
        return leader;
    }

    private Translator.Element histogram(
            String quantile, Query buckets, List<Condition> out, Function<Labels, Optional<List<String>>> wanted) {
        Query rates = buckets;
        Aggregate grouping = new Aggregate("sum", true, Set.of("le"), null, buckets);
        if (buckets instanceof Aggregate aggregate && aggregate.operator().equals("sum")) {
            rates = aggregate.of();
            Set<String> labels = new TreeSet<>(aggregate.labels());
            if (aggregate.without()) {
                labels.add("le");
            } else if (!labels.remove("le")) {
                throw new RefusedRuleException("histogram_quantile over a sum without the label 'le' gives nothing");
            }
            grouping = new Aggregate("sum", aggregate.without(), labels, null, rates);
        }
        Selector selector;
        String window = "";
        if (rates instanceof Call call
                && Set.of("rate", "increase").contains(call.function())
                && call.arguments().size() == 1
                && call.arguments().get(0) instanceof Range range) {
            selector = range.selector();
            window = ", " + window(range);
        } else if (rates instanceof Selector plain) {
            selector = plain;
        } else {
            throw new RefusedRuleException(
                    "histogram_quantile is translated over buckets, their rate or increase, and a sum of these");
        }
        if (!selector.offset().isZero()) {
            throw new RefusedRuleException("histogram_quantile is not translated with an offset");
        }
        if (groupless(grouping)) {
            caveats.add(Caveat.ONE_SERVICE);
        }
        Aggregate by = grouping;
        List<Matcher> matchers = new ArrayList<>(selector.matchers());
        matchers.add(new Matcher("le", Matcher.Kind.UNEQUAL, ""));
        Query ofBuckets = rates instanceof Call call
                ? new Call(
                        call.function(),
                        List.of(new Range(
                                new Selector(matchers, selector.offset()),
                                ((Range) call.arguments().get(0)).length())))
                : new Selector(matchers, selector.offset());
        Labels group = group(by, leader(ofBuckets, by, out, wanted));
        List<Condition> members = new ArrayList<>();
        translator.fresh(() -> translator.vector(ofBuckets, members, labels -> same(group, group(by, labels))));
        String list = translator.variable("b");
        out.add(new Facts(list, (Fact) members.get(0), new ArrayList<>(List.of("size > 0"))));
        return new Translator.Element(group, "Numbers.histogramQuantile(" + quantile + ", " + list + window + ")");
    }

    private String constant(Query query, String where) {
        return Scalar.literal(Scalar.number(query)
                .orElseThrow(() -> new RefusedRuleException("'" + where + "' has a parameter that is no constant")));
    }
}
