package io.fixpoint.rule;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/**
 * The counts of the rules in force as metrics: {@code fixpoint.rules.matched} and {@code fixpoint.rules.consequence},
 * labelled with stage and rule. Series of rules that a release no longer has are removed. Only so many rules have series,
 * since each is kept by every monitoring system that reads them.
 */
final class RuleMeters {
    static final int MOST = 1_000;

    private static final Logger LOG = Logger.getLogger(RuleMeters.class);
    private static final int LONGEST_LABEL = 200;

    private final MeterRegistry registry;
    private final RuleCounts counts;
    private final Map<RuleKey, List<Meter>> shown = new LinkedHashMap<>();

    RuleMeters(MeterRegistry registry, RuleCounts counts) {
        this.registry = registry;
        this.counts = counts;
        // Where servers are started one after the other in one JVM, the registry still has those of the one before.
        registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("fixpoint.rules."))
                .forEach(registry::remove);
    }

    <T> void gauge(String name, T of, ToDoubleFunction<T> value) {
        Gauge.builder("fixpoint.rules." + name, of, value).register(registry);
    }

    /** Shows these rules and no others. */
    synchronized void show(Collection<RuleSource> rules) {
        Map<RuleKey, RuleSource> now = new LinkedHashMap<>();
        rules.forEach(rule -> now.put(rule.key(), rule));
        shown.entrySet().removeIf(entry -> {
            if (!now.containsKey(entry.getKey())) {
                entry.getValue().forEach(registry::remove);
                return true;
            }
            return false;
        });
        for (RuleSource rule : rules) {
            if (shown.size() >= MOST) {
                LOG.warnf("%d rules are in force; metrics are shown of %d of them.", now.size(), MOST);
                break;
            }
            shown.computeIfAbsent(rule.key(), key -> meters(rule));
        }
    }

    private List<Meter> meters(RuleSource rule) {
        RuleCounts.Count count = counts.of(rule);
        String id = rule.id().length() > LONGEST_LABEL ? rule.id().substring(0, LONGEST_LABEL) : rule.id();
        Tags tags = Tags.of("stage", rule.stage().name().toLowerCase(Locale.ROOT), "rule", id);
        List<Meter> meters = new ArrayList<>();
        meters.add(FunctionCounter.builder("fixpoint.rules.matched", count, RuleCounts.Count::matched)
                .description("How often the rule newly matched")
                .tags(tags)
                .register(registry));
        meters.add(FunctionTimer.builder(
                        "fixpoint.rules.consequence",
                        count,
                        RuleCounts.Count::fired,
                        of -> of.cost().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description(
                        "The time that the consequence of the rule takes; its conditions are shared with other rules"
                                + " and not measured")
                .tags(tags)
                .register(registry));
        return meters;
    }
}
