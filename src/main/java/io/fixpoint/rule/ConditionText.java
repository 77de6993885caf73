package io.fixpoint.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.CollectDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.FromDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.PatternDescr;

/**
 * Conditions as text that is equal for equal conditions: without spaces, in a fixed order, and with names for variables
 * that say where they are bound instead of what the author calls them.
 */
record ConditionText(Stage stage, Map<String, String> names) {
    private static final Pattern WORD_OR_TEXT =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[A-Za-z_$][A-Za-z0-9_$]*");

    /** Names for the variables that the elements bind; {@code place} numbers the elements. */
    static Map<String, String> names(List<BaseDescr> elements, Function<Integer, Integer> place) {
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < elements.size(); i++) {
            name(elements.get(i), "@" + place.apply(i), names);
        }
        return names;
    }

    private static void name(Object part, String place, Map<String, String> names) {
        if (part instanceof PatternDescr pattern) {
            if (pattern.getIdentifier() != null) {
                names.put(pattern.getIdentifier(), place);
            }
            pattern.getDescrs().forEach(constraint -> name(constraint, place, names));
            if (pattern.getSource() != null) {
                name(pattern.getSource(), place + "s", names);
            }
        } else if (part instanceof ExprConstraintDescr constraint) {
            Condition.parse(constraint.getExpression())
                    .bindings()
                    .forEach((variable, expression) -> names.put(variable, place + "." + expression));
        } else if (part instanceof AccumulateDescr accumulate) {
            name(accumulate.getInput(), place + "i", names);
            accumulate.getFunctions().stream()
                    .filter(function -> function.getBind() != null)
                    .forEach(function -> names.put(
                            function.getBind(), place + "." + function.getFunction() + List.of(function.getParams())));
        } else if (part instanceof CollectDescr collect) {
            name(collect.getInputPattern(), place + "i", names);
        } else if (part instanceof ConditionalElementDescr group) {
            int count = 0;
            for (Object inner : group.getDescrs()) {
                name(inner, place + "/" + count++, names);
            }
        }
    }

    static String renamed(String text, Map<String, String> names) {
        Matcher matcher = WORD_OR_TEXT.matcher(Condition.plain(text));
        return matcher.replaceAll(word -> Matcher.quoteReplacement(names.getOrDefault(word.group(), word.group())));
    }

    /** Whether the part, if it holds, makes the other one hold. */
    boolean implies(BaseDescr part, ConditionText others, BaseDescr other) {
        if (isFact(part) && isFact(other)) {
            return requirements((PatternDescr) part).implies(others.requirements((PatternDescr) other));
        }
        if (part instanceof ExistsDescr one && other instanceof ExistsDescr two && isSingle(one) && isSingle(two)) {
            return implies(only(one), others, only(two));
        }
        if (part instanceof NotDescr one && other instanceof NotDescr two && isSingle(one) && isSingle(two)) {
            return others.implies(only(two), this, only(one));
        }
        return text(part).equals(others.text(other));
    }

    static boolean isFact(BaseDescr part) {
        return part instanceof PatternDescr pattern && pattern.getSource() == null && !pattern.isQuery();
    }

    private static boolean isSingle(ConditionalElementDescr group) {
        return group.getDescrs().size() == 1 && isFact(only(group));
    }

    private static BaseDescr only(ConditionalElementDescr group) {
        return (BaseDescr) group.getDescrs().get(0);
    }

    private Requirements requirements(PatternDescr pattern) {
        return Requirements.of(pattern, stage, text -> renamed(text, names));
    }

    private String text(BaseDescr part) {
        if (part instanceof PatternDescr pattern) {
            String bound = names.getOrDefault(String.valueOf(pattern.getIdentifier()), "");
            String source = pattern.getSource() == null ? "" : " from " + text(pattern.getSource());
            if (pattern.isQuery()) {
                return bound
                        + pattern.getObjectType()
                        + pattern.getDescrs().stream()
                                .map(argument -> renamed(argument.toString(), names))
                                .toList();
            }
            Requirements requirements = requirements(pattern);
            return bound + ":" + requirements.type() + new TreeMap<>(requirements.fields()) + requirements.other()
                    + source;
        }
        if (part instanceof AccumulateDescr accumulate) {
            return "accumulate(" + text(accumulate.getInput())
                    + accumulate.getFunctions().stream()
                            .map(function ->
                                    function.getFunction() + renamed(String.join(",", function.getParams()), names))
                            .toList()
                    + ")";
        }
        if (part instanceof CollectDescr collect) {
            return "collect(" + text(collect.getInputPattern()) + ")";
        }
        if (part instanceof FromDescr from) {
            return renamed(String.valueOf(from.getExpression()), names);
        }
        if (part instanceof ConditionalElementDescr group) {
            return group.getClass().getSimpleName()
                    + group.getDescrs().stream()
                            .map(inner -> text((BaseDescr) inner))
                            .collect(Collectors.joining(",", "(", ")"));
        }
        return renamed(part.toString(), names);
    }
}
