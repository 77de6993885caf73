package io.fixpoint.importing;

import io.fixpoint.fact.Lengths;
import io.fixpoint.fact.Severity;
import io.fixpoint.importing.Labels.Naming;
import io.fixpoint.importing.Query.Binary;
import io.fixpoint.importing.Query.Call;
import io.fixpoint.importing.Query.Matcher;
import io.fixpoint.importing.Query.Range;
import io.fixpoint.importing.Query.Selector;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Translates an alerting rule of Prometheus to rules of detection, which fire exactly when it does. */
final class RuleTranslation {
    private static final String SEVERITY = "severity";

    private final Naming naming;
    private final @Nullable String service;

    /** @param service of rules that name none; null to refuse them */
    RuleTranslation(Naming naming, @Nullable String service) {
        this.naming = naming;
        this.service = service;
    }

    /**
     * Translates a rule.
     *
     * @param anomaly the name to give what it concludes
     * @throws RefusedRuleException if it cannot be translated exactly
     */
    ImportedRule translate(AlertRule rule, String anomaly) {
        Query query = QueryParser.parse(rule.expression());
        Set<Caveat> caveats = EnumSet.noneOf(Caveat.class);
        List<String> texts = new ArrayList<>();
        for (Query alternative : Alternatives.of(query)) {
            try {
                String id = ImportedRule.id(anomaly, texts.size());
                String text = isAbsence(alternative)
                        ? absence(rule, alternative, anomaly, id, caveats)
                        : presence(rule, alternative, anomaly, id, caveats);
                texts.add(text);
            } catch (Translator.NeverMatchesException e) {
                // The other alternatives may still hold.
            }
        }
        if (texts.isEmpty()) {
            throw new RefusedRuleException(Translator.NEVER);
        }
        return new ImportedRule(rule, query, anomaly, texts, caveats);
    }

    private String presence(AlertRule rule, Query query, String anomaly, String id, Set<Caveat> caveats) {
        Translator translator = new Translator(naming, caveats);
        List<Condition> conditions = new ArrayList<>();
        Translator.Element element = translator.translate(query, conditions);
        Labels labels = element.labels();
        String about = "Anomaly.of(" + MatcherText.quoted(anomaly) + ", " + labels.variable() + ")" + labels.identity();
        return text(id, conditions, about + conclusion(rule, labels));
    }

    private static boolean isAbsence(Query query) {
        if (query instanceof Call call) {
            return call.function().equals("absent") || call.function().equals("absent_over_time");
        }
        return query instanceof Binary binary && isAbsence(binary.left());
    }

    /** The absence of series concludes about a service that must be known beforehand. */
    private String absence(AlertRule rule, Query query, String anomaly, String id, Set<Caveat> caveats) {
        if (query instanceof Binary binary) {
            boolean holds = binary.isComparison()
                    && !binary.bool()
                    && binary.right() instanceof Query.Constant number
                    && compare(1, binary.operator(), number.value());
            // What needs the very series cannot stand while they are absent.
            boolean needless = binary.operator().equals("unless")
                    && Query.selectors(binary.right()).containsAll(Query.selectors(binary.left()));
            if (holds || needless) {
                return absence(rule, binary.left(), anomaly, id, caveats);
            }
            throw new RefusedRuleException("'absent' is translated as the whole condition only");
        }
        Call absent = (Call) query;
        Map<String, String> known = known(absent.arguments().get(0));
        String of = known.remove(naming.service());
        if (of == null) {
            of = service;
        }
        if (of == null) {
            throw new RefusedRuleException("'" + absent.function() + "(…)' names no service (no matcher "
                    + naming.service() + "=\"…\"): say by --service of which it is");
        }
        String named = of;
        Query argument = absent.arguments().get(0);
        for (Selector selector : Query.selectors(argument)) {
            for (Matcher matcher : selector.matchers()) {
                if (matcher.label().equals(naming.service()) && !MatcherText.matches(matcher, named)) {
                    throw new RefusedRuleException("'" + absent.function()
                            + "(…)' is about services by a pattern, and none" + " of them need be known");
                }
            }
        }
        if (known(argument).get(naming.service()) == null) {
            caveats.add(Caveat.ONE_SERVICE);
        }
        Query sampled = Translator.sampled(absent);
        for (Query alternative : Alternatives.of(sampled)) {
            if (isAbsence(alternative) || Alternatives.of(sampled).size() > 1) {
                throw new RefusedRuleException("the absence of such an expression is not translated");
            }
        }
        List<Condition> inner = new Translator(naming, EnumSet.noneOf(Caveat.class)).anyElement(sampled, named);
        StringBuilder about =
                new StringBuilder("Anomaly.of(" + MatcherText.quoted(anomaly) + ", " + MatcherText.quoted(named) + ")");
        known.forEach((label, value) ->
                about.append(".by(" + MatcherText.quoted(label) + ", " + MatcherText.quoted(value) + ")"));
        return text(
                id,
                List.of(new Condition.Group("not", inner)),
                about + conclusion(rule, new Labels(naming, "", false, Set.of(), quoted(known))));
    }

    private static Map<String, String> quoted(Map<String, String> texts) {
        Map<String, String> literals = new TreeMap<>();
        texts.forEach((label, value) -> literals.put(label, MatcherText.quoted(value)));
        return literals;
    }

    /** The labels that absent gives: those that are required to be equal to something. */
    private static Map<String, String> known(Query of) {
        Selector selector = of instanceof Range range ? range.selector() : of instanceof Selector plain ? plain : null;
        Map<String, String> known = new TreeMap<>();
        if (selector != null) {
            for (Matcher matcher : selector.matchers()) {
                boolean once = selector.matchers().stream()
                                .filter(other -> other.label().equals(matcher.label()))
                                .count()
                        == 1;
                if (once
                        && matcher.kind() == Matcher.Kind.EQUAL
                        && !matcher.label().equals(Query.NAME)) {
                    known.put(matcher.label(), matcher.value());
                }
            }
        }
        return known;
    }

    private static boolean compare(double left, String operator, double right) {
        return switch (operator) {
            case "==" -> left == right;
            case "!=" -> left != right;
            case "<" -> left < right;
            case "<=" -> left <= right;
            case ">" -> left > right;
            default -> left >= right;
        };
    }

    private static String conclusion(AlertRule rule, Labels labels) {
        StringBuilder calls = new StringBuilder();
        rule.labels().forEach((label, value) -> {
            if (!label.equals(SEVERITY)) {
                calls.append(".by(")
                        .append(MatcherText.quoted(label))
                        .append(", ")
                        .append(Template.label(value, labels))
                        .append(")");
            }
        });
        String severity = rule.labels().get(SEVERITY);
        if (severity != null && severity.contains("{{")) {
            throw new RefusedRuleException("its severity is made by a template");
        }
        calls.append("\n        .severity(Severity.")
                .append(Severity.ofWord(severity))
                .append(")");
        if (!rule.holdFor().isZero()) {
            calls.append(".pendingFor(\"").append(Lengths.text(rule.holdFor())).append("\")");
        }
        if (!rule.keepFiringFor().isZero()) {
            calls.append(".keepFiringFor(\"")
                    .append(Lengths.text(rule.keepFiringFor()))
                    .append("\")");
        }
        detail(rule, labels)
                .ifPresent(detail ->
                        calls.append("\n        .detail(").append(detail).append(")"));
        return calls.toString();
    }

    private static Optional<String> detail(AlertRule rule, Labels labels) {
        for (String annotation : List.of("description", "summary", "message")) {
            String text = rule.annotations().get(annotation);
            Optional<String> sentence =
                    text == null ? Optional.empty() : Template.sentence(Objects.requireNonNull(text), labels);
            if (sentence.isPresent()) {
                return sentence;
            }
        }
        return Optional.empty();
    }

    private static String text(String id, List<Condition> conditions, String conclusion) {
        StringBuilder text = new StringBuilder();
        text.append("rule ")
                .append(MatcherText.quoted(id))
                .append(" @id(")
                .append(MatcherText.quoted(id))
                .append(")\nwhen\n");
        conditions.forEach(
                condition -> text.append("    ").append(condition.text()).append("\n"));
        return text.append("then\n    insertLogical( ")
                .append(conclusion)
                .append(" );\nend\n")
                .toString();
    }
}
