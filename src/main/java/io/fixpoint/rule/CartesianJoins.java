package io.fixpoint.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.CollectDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/** Finds patterns that nothing joins, so that every fact of one meets every fact of the other. */
final class CartesianJoins {
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");
    private static final List<String> OF_ONE_SERVICE = List.of("service", "name");

    /** A pattern that stands alone. */
    record Unjoined(BaseDescr part, String detail) {}

    /** An element of the conditions: the variables that it binds, all words in it. */
    private record Node(BaseDescr part, boolean many, Set<String> binds, Set<String> words) {}

    private CartesianJoins() {}

    static Optional<Unjoined> find(Stage stage, RuleDescr rule) {
        List<Node> nodes = RuleWarnings.elements(rule.getLhs()).stream()
                .map(part -> node(stage, part))
                .toList();
        int[] group = groups(nodes);
        Integer first = null;
        for (int i = 0; i < nodes.size(); i++) {
            if (!nodes.get(i).many()) {
                continue;
            }
            if (first == null) {
                first = i;
            } else if (group[first] != group[i]) {
                return Optional.of(unjoined(nodes.get(first), nodes.get(i)));
            }
        }
        return Optional.empty();
    }

    private static Unjoined unjoined(Node before, Node alone) {
        return new Unjoined(
                alone.part(),
                "nothing joins " + name(alone) + " to " + name(before)
                        + ", so each combination of them matches: join them, as in service == $service, or ask with"
                        + " 'exists' whether there is one");
    }

    private static String name(Node node) {
        return node.part() instanceof PatternDescr pattern ? "this " + pattern.getObjectType() : "these";
    }

    private static int[] groups(List<Node> nodes) {
        int[] group = new int[nodes.size()];
        Map<String, Integer> boundBy = new HashMap<>();
        Map<String, Integer> services = new LinkedHashMap<>();
        for (int i = 0; i < group.length; i++) {
            group[i] = i;
            int node = i;
            nodes.get(i).words().stream()
                    .map(boundBy::get)
                    .filter(other -> other != null)
                    .forEach(earlier -> unite(group, earlier, node));
            nodes.get(i).binds().forEach(variable -> boundBy.putIfAbsent(variable, node));
            fixedService(nodes.get(i).part()).ifPresent(service -> {
                Integer earlier = services.putIfAbsent(service, node);
                if (earlier != null) {
                    unite(group, earlier, node);
                }
            });
        }
        return group;
    }

    private static void unite(int[] group, int earlier, int node) {
        int from = group[node];
        int to = group[earlier];
        for (int i = 0; i < group.length; i++) {
            if (group[i] == from) {
                group[i] = to;
            }
        }
    }

    /** Two patterns of the service that the rule names are joined by that. */
    private static Optional<String> fixedService(BaseDescr part) {
        if (!(part instanceof PatternDescr pattern) || pattern.isQuery()) {
            return Optional.empty();
        }
        Requirements requirements = Requirements.of(pattern, Stage.VERIFICATION, UnaryOperator.identity());
        String field = OF_ONE_SERVICE.get(pattern.getObjectType().equals("Service") ? 1 : 0);
        return Optional.ofNullable(requirements.fields().get(field))
                .filter(Values::isOne)
                .map(Values::toString);
    }

    private static Node node(Stage stage, BaseDescr part) {
        Set<String> binds = new TreeSet<>();
        Set<String> words = new TreeSet<>();
        read(part, binds, words);
        boolean many =
                (part instanceof PatternDescr pattern && pattern.getSource() == null && !isSingle(stage, pattern))
                        || (part instanceof OrDescr any
                                && any.getDescrs().stream().allMatch(PatternDescr.class::isInstance));
        return new Node(part, many, binds, words);
    }

    /** Whether there is at most one such fact. */
    private static boolean isSingle(Stage stage, PatternDescr pattern) {
        if (pattern.isQuery()) {
            return false;
        }
        Requirements requirements = Requirements.of(pattern, stage, UnaryOperator.identity());
        return switch (pattern.getObjectType()) {
            case "Incident" -> stage != Stage.TRIAGE || requirements.isFixed("id") || requirements.isFixed("number");
            case "Repair" -> stage == Stage.VERIFICATION;
            case "Suspect" -> requirements.isFixed("rank") || requirements.isFixed("service");
            case "Service" -> requirements.isFixed("name");
            default -> false;
        };
    }

    private static void read(BaseDescr part, Set<String> binds, Set<String> words) {
        if (part instanceof PatternDescr pattern) {
            if (pattern.getIdentifier() != null) {
                binds.add(pattern.getIdentifier());
            }
            pattern.getDescrs().forEach(constraint -> read(constraint, binds, words));
            if (pattern.getSource() != null) {
                read(pattern.getSource(), binds, words);
            }
        } else if (part instanceof ExprConstraintDescr constraint) {
            Condition.Parsed parsed = Condition.parse(constraint.getExpression());
            binds.addAll(parsed.bindings().keySet());
            words(constraint.getExpression(), words);
            if (constraint.getType() == ExprConstraintDescr.Type.POSITIONAL) {
                binds.addAll(List.of(constraint.getExpression().strip()));
            }
        } else if (part instanceof AccumulateDescr accumulate) {
            read(accumulate.getInput(), binds, words);
            accumulate.getFunctions().forEach(function -> {
                if (function.getBind() != null) {
                    binds.add(function.getBind());
                }
                for (String parameter : function.getParams()) {
                    words(parameter, words);
                }
            });
        } else if (part instanceof CollectDescr collect) {
            read(collect.getInputPattern(), binds, words);
        } else if (part instanceof ConditionalElementDescr group) {
            group.getDescrs().forEach(inner -> read((BaseDescr) inner, binds, words));
        }
    }

    private static void words(String text, Set<String> words) {
        Matcher matcher = WORD.matcher(TEXT.matcher(text).replaceAll(" "));
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group());
        }
        words.addAll(found);
    }
}
