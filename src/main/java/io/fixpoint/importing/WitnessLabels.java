package io.fixpoint.importing;

import io.fixpoint.importing.Labels.Naming;
import io.fixpoint.importing.Query.Aggregate;
import io.fixpoint.importing.Query.Binary;
import io.fixpoint.importing.Query.Call;
import io.fixpoint.importing.Query.Matcher;
import io.fixpoint.importing.Query.Negative;
import io.fixpoint.importing.Query.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes up series that the selectors of a query match, with labels that let its vectors match each other. */
final class WitnessLabels {
    private static final List<Integer> COPIES = List.of(1, 2, 3, 6, 12);
    private static final List<String> BOUNDS =
            List.of("0.001", "0.05", "0.5", "1", "2.5", "5", "10", "60", "300", "2592000", "+Inf");

    /** A series. */
    record Made(Map<String, String> labels) {
        public Made {
            labels = new TreeMap<>(labels);
        }

        boolean matches(Selector selector) {
            return selector.matchers().stream()
                    .allMatch(matcher -> MatcherText.matches(matcher, labels.getOrDefault(matcher.label(), "")));
        }
    }

    private final Naming naming;
    private final Set<Selector> selectors;
    private final Set<String> mentioned = new TreeSet<>();
    private final Set<String> aggregatedAway = new LinkedHashSet<>();
    private boolean histogram;

    private WitnessLabels(Query query, Naming naming) {
        this.naming = naming;
        this.selectors = new LinkedHashSet<>(Query.selectors(query));
        collect(query);
    }

    /** Sets of series to try, the simplest first. */
    static List<List<Made>> of(Query query, Naming naming, String service) {
        WitnessLabels labels = new WitnessLabels(query, naming);
        List<List<Made>> all = new ArrayList<>();
        for (int copies : COPIES) {
            for (String label : copies == 1 ? Set.of("") : labels.copyLabels()) {
                for (boolean others : new boolean[] {false, true}) {
                    List<Made> made = labels.make(service, copies, label, others);
                    if (!made.isEmpty() && !all.contains(made)) {
                        all.add(made);
                    }
                }
            }
        }
        return all;
    }

    /** By which labels series may differ that an aggregation takes together. */
    private Set<String> copyLabels() {
        Set<String> labels = new LinkedHashSet<>(aggregatedAway);
        if (labels.isEmpty()) {
            labels.add(mentioned.contains(naming.instance()) ? "copy" : naming.instance());
        }
        labels.addAll(mentioned);
        labels.removeIf(label -> label.equals(naming.service())
                || label.equals("le")
                || label.equals(Query.NAME)
                || selectors.stream()
                        .anyMatch(selector -> !matchers(selector, label).isEmpty()));
        return labels;
    }

    private void collect(Query query) {
        if (query instanceof Call call) {
            histogram |= call.function().equals("histogram_quantile");
            call.arguments().forEach(this::collect);
        } else if (query instanceof Negative negative) {
            collect(negative.of());
        } else if (query instanceof Aggregate aggregate) {
            (aggregate.without() ? aggregatedAway : mentioned).addAll(aggregate.labels());
            collect(aggregate.of());
        } else if (query instanceof Binary binary) {
            if (binary.matching().on()) {
                mentioned.addAll(binary.matching().labels());
            }
            mentioned.addAll(binary.matching().include());
            collect(binary.left());
            collect(binary.right());
        }
    }

    private List<Made> make(String service, int copies, String copied, boolean others) {
        Map<String, String> common = new TreeMap<>();
        common.put(naming.instance(), "a");
        common.put(naming.service(), service);
        for (String label : mentioned) {
            common.putIfAbsent(label, "x");
        }
        Set<String> constrained = new TreeSet<>();
        selectors.forEach(selector -> selector.matchers().forEach(matcher -> constrained.add(matcher.label())));
        for (String label : constrained) {
            List<Matcher> all = new ArrayList<>();
            selectors.forEach(selector -> all.addAll(matchers(selector, label)));
            String value = value(all, common.get(label));
            if (value == null) {
                common.remove(label);
            } else if (!label.equals(Query.NAME)) {
                common.put(label, value);
            }
        }
        common.remove(Query.NAME);
        common.remove("le");
        Set<Made> made = new LinkedHashSet<>();
        for (Selector selector : selectors) {
            Map<String, String> labels = new LinkedHashMap<>(common);
            for (Matcher matcher : selector.matchers()) {
                String known = labels.get(matcher.label());
                if (!MatcherText.matches(matcher, known == null ? "" : known)) {
                    String value = value(matchers(selector, matcher.label()), known);
                    if (value == null) {
                        return List.of();
                    }
                    labels.put(matcher.label(), value);
                }
            }
            if (labels.get(Query.NAME) == null) {
                return List.of();
            }
            copied(labels, copies, copied, made);
            if (others) {
                other(selector, labels, made);
            }
        }
        return List.copyOf(made);
    }

    private static List<Matcher> matchers(Selector selector, String label) {
        return selector.matchers().stream()
                .filter(matcher -> matcher.label().equals(label))
                .toList();
    }

    private void copied(Map<String, String> labels, int copies, String label, Set<Made> made) {
        for (int i = 0; i < copies; i++) {
            Map<String, String> copy = new TreeMap<>(labels);
            if (i > 0) {
                copy.put(label, "copy-" + i);
            }
            buckets(copy, made);
        }
    }

    private void buckets(Map<String, String> labels, Set<Made> made) {
        if (histogram && Objects.requireNonNull(labels.get(Query.NAME)).endsWith("bucket")) {
            for (String bound : BOUNDS) {
                Map<String, String> bucket = new TreeMap<>(labels);
                bucket.put("le", bound);
                made.add(new Made(bucket));
            }
        } else {
            made.add(new Made(labels));
        }
    }

    /** A series of the same metric that another selector of the query matches, too, but not this one. */
    private void other(Selector selector, Map<String, String> labels, Set<Made> made) {
        for (Matcher matcher : selector.matchers()) {
            boolean free = selectors.stream()
                    .anyMatch(another -> !another.equals(selector)
                            && Objects.equals(another.metric(), selector.metric())
                            && matchers(another, matcher.label()).isEmpty());
            if (free && !matcher.label().equals(Query.NAME)) {
                for (String value : List.of("other", "2xx", "0")) {
                    if (!MatcherText.matches(matcher, value)) {
                        Map<String, String> copy = new TreeMap<>(labels);
                        copy.put(matcher.label(), value);
                        buckets(copy, made);
                        break;
                    }
                }
            }
        }
    }

    /** A value that all matchers let pass; null if none is found. */
    private static @Nullable String value(List<Matcher> matchers, @Nullable String preferred) {
        List<String> tries = new ArrayList<>();
        if (preferred != null) {
            tries.add(preferred);
        }
        for (Matcher matcher : matchers) {
            if (matcher.kind() == Matcher.Kind.EQUAL) {
                tries.add(matcher.value());
            } else if (matcher.kind() == Matcher.Kind.MATCHES) {
                RegexExample.of(MatcherText.regex(matcher.value())).ifPresent(tries::add);
                for (String alternative : matcher.value().split("\\|", -1)) {
                    tries.add(alternative);
                }
            }
        }
        tries.addAll(List.of("x", "5xx", "7", ""));
        return tries.stream()
                .filter(value -> matchers.stream().allMatch(matcher -> MatcherText.matches(matcher, value)))
                .findFirst()
                .orElse(null);
    }
}
