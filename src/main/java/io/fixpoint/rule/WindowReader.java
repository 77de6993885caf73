package io.fixpoint.rule;

import io.fixpoint.fact.Lengths;
import io.fixpoint.fact.Numbers;
import io.fixpoint.fact.Series;
import io.fixpoint.fact.WindowLength;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.CollectDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * Finds out which windows and properties of series a rule that passed the check reads, and of which metrics. In doubt the
 * window is longer and the metrics are more: a sample too many costs memory, one too few makes the rule wrong.
 */
final class WindowReader {
    private static final String BEFORE = "before";
    private static final Set<String> METHODS = methods();
    private static final Pattern CALL =
            Pattern.compile(METHODS.stream().collect(Collectors.joining("|", "\\b(", ")\\s*\\(")));
    private static final Pattern ARGUMENTS = Pattern.compile("[^()]*\\)");
    private static final Pattern LITERAL = Pattern.compile("\"([^\"\\\\]*)\"");
    /** Comments and literals. */
    private static final Pattern TEXT =
            Pattern.compile("//[^\\n]*|(?s:/\\*.*?\\*/)|\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'");

    private static final Pattern WORD = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");
    private static final List<String> NUMBERS = List.of("mean", "min", "max", "deviation");
    private static final List<String> TIME = List.of("ageSeconds", "nowSeconds", "present", "isPresent");
    private static final List<String> PERCENTILES = List.of("p50", "p95", "p99");
    private static final Pattern METRIC = Pattern.compile("\\s*(?:this\\.)?metric\\s*==\\s*\"([^\"\\\\]*)\"\\s*");

    private final Set<String> metrics = new HashSet<>();
    private boolean anyMetric;

    private WindowReader() {}

    private static Set<String> methods() {
        Set<String> names = new TreeSet<>();
        for (Class<?> type : Set.of(Series.class, Numbers.class)) {
            for (Method method : type.getMethods()) {
                if (Arrays.stream(method.getParameters()).anyMatch(WindowReader::isWindow)) {
                    names.add(method.getName());
                }
            }
        }
        return names;
    }

    static boolean isWindow(Parameter parameter) {
        return parameter.isAnnotationPresent(WindowLength.class);
    }

    /** @param source the text of the rule */
    static SampleWindows read(RuleDescr rule, String source) {
        SeriesUse use = use(source);
        if (use.equals(SeriesUse.NONE)) {
            return SampleWindows.NONE;
        }
        WindowReader reader = new WindowReader();
        reader.read(rule.getLhs());
        Map<String, SeriesUse> byMetric = new HashMap<>();
        for (String metric : reader.metrics) {
            byMetric.put(metric, use);
        }
        return new SampleWindows(reader.anyMetric ? use : SeriesUse.NONE, byMetric);
    }

    private static SeriesUse use(String source) {
        Set<String> words = new HashSet<>();
        WORD.matcher(TEXT.matcher(source).replaceAll(" ")).results().forEach(word -> words.add(property(word.group())));
        Set<FixedWindow> numbers = EnumSet.noneOf(FixedWindow.class);
        Set<FixedWindow> percentiles = EnumSet.noneOf(FixedWindow.class);
        for (FixedWindow window : FixedWindow.values()) {
            if (NUMBERS.stream().anyMatch(number -> words.contains(number + window.text()))) {
                numbers.add(window);
            }
            if (PERCENTILES.stream().anyMatch(percentile -> words.contains(percentile + "_" + window.text()))) {
                percentiles.add(window);
            }
        }
        return new SeriesUse(
                samples(source, numbers, percentiles),
                numbers,
                percentiles,
                words.contains("baseline"),
                words.contains("forecast4h"),
                words.contains("anomalyScore"),
                TIME.stream().anyMatch(words::contains));
    }

    private static String property(String word) {
        return word.startsWith("get") && word.length() > 3 ? FactValues.decapitalize(word.substring(3)) : word;
    }

    private static Duration samples(String source, Set<FixedWindow> numbers, Set<FixedWindow> percentiles) {
        String conditions = source.split("(?m)^\\s*then\\b", 2)[0];
        Duration longest = Duration.ZERO;
        Duration before = Duration.ZERO;
        Matcher calls = CALL.matcher(conditions);
        while (calls.find()) {
            Duration length = longest(arguments(conditions, calls.end()));
            if (calls.group(1).equals(BEFORE)) {
                before = before.plus(length);
            } else if (length.compareTo(longest) > 0) {
                longest = length;
            }
        }
        if (before.compareTo(Duration.ZERO) > 0) {
            // What was so before is computed from samples, the properties of fixed windows too; and what was present
            // then was measured up to five minutes earlier.
            Duration fixed = Stream.concat(numbers.stream(), percentiles.stream())
                    .map(FixedWindow::length)
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            longest = (fixed.compareTo(longest) > 0 ? fixed : longest)
                    .plus(before)
                    .plusMinutes(5);
        }
        return longest;
    }

    /** The text of the arguments; if calls are nested in it, all that follows. */
    private static String arguments(String conditions, int start) {
        Matcher arguments = ARGUMENTS.matcher(conditions).region(start, conditions.length());
        return arguments.lookingAt() ? arguments.group() : conditions.substring(start);
    }

    private static Duration longest(String arguments) {
        return LITERAL.matcher(arguments)
                .results()
                .map((MatchResult literal) -> length(literal.group(1)))
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static Optional<Duration> length(String text) {
        try {
            return Optional.of(Lengths.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void read(BaseDescr part) {
        if (part instanceof PatternDescr pattern) {
            if (pattern.getObjectType().equals(Series.class.getSimpleName())) {
                metric(pattern);
            } else if (pattern.isQuery()
                    || FactLanguage.type(pattern.getObjectType()).isEmpty()) {
                // A fact of a type of the author's own, or the answer of a query, may hold any series.
                anyMetric = true;
            }
            if (pattern.getSource() instanceof AccumulateDescr source && source.getInput() != null) {
                read(source.getInput());
            } else if (pattern.getSource() instanceof CollectDescr source && source.getInputPattern() != null) {
                read(source.getInputPattern());
            }
        } else if (part instanceof ConditionalElementDescr group) {
            group.getDescrs().forEach(inner -> read((BaseDescr) inner));
        }
    }

    private void metric(PatternDescr pattern) {
        for (BaseDescr constraint : pattern.getDescrs()) {
            if (constraint instanceof ExprConstraintDescr expression) {
                Matcher metric = METRIC.matcher(expression.getExpression());
                if (metric.matches()) {
                    metrics.add(metric.group(1));
                    return;
                }
            }
        }
        anyMetric = true;
    }
}
