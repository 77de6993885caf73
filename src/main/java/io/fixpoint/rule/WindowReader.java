package io.fixpoint.rule;

import io.fixpoint.fact.Lengths;
import io.fixpoint.fact.Numbers;
import io.fixpoint.fact.Series;
import io.fixpoint.fact.WindowLength;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.CollectDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * Finds out which windows a rule that passed the check reads, and over which metrics. In doubt the window is longer and
 * the metrics are more: a sample too many costs memory, one too few makes the rule wrong.
 */
final class WindowReader {
    private static final String BEFORE = "before";
    private static final Set<String> METHODS = methods();
    private static final Pattern CALL =
            Pattern.compile(METHODS.stream().collect(Collectors.joining("|", "\\b(", ")\\s*\\(")));
    private static final Pattern ARGUMENTS = Pattern.compile("[^()]*\\)");
    private static final Pattern LITERAL = Pattern.compile("\"([^\"\\\\]*)\"");
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
            // What was present then was measured up to five minutes earlier.
            longest = longest.plus(before).plusMinutes(5);
        }
        if (longest.isZero()) {
            return SampleWindows.NONE;
        }
        WindowReader reader = new WindowReader();
        reader.read(rule.getLhs());
        Map<String, Duration> byMetric = new HashMap<>();
        for (String metric : reader.metrics) {
            byMetric.put(metric, longest);
        }
        return new SampleWindows(reader.anyMetric ? longest : Duration.ZERO, byMetric);
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
