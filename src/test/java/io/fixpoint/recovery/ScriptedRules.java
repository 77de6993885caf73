package io.fixpoint.recovery;

import io.fixpoint.rule.Conclusion;
import io.fixpoint.rule.Match;
import io.fixpoint.rule.QuarantinedRule;
import io.fixpoint.rule.RuleFailedException;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.rule.Stage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Rules that conclude what a test says of the facts that they are given. */
@Alternative
@ApplicationScoped
class ScriptedRules implements Rules {
    private final Map<Stage, Function<List<Object>, List<Object>>> scripts = new ConcurrentHashMap<>();
    private final List<QuarantinedRule> leftOut = new CopyOnWriteArrayList<>();

    void when(Stage stage, Function<List<Object>, List<Object>> script) {
        scripts.put(stage, script);
    }

    void clear() {
        scripts.clear();
        leftOut.clear();
    }

    @Override
    public int release() {
        return 1;
    }

    @Override
    public long version() {
        return 1;
    }

    @Override
    public SampleWindows sampleWindows() {
        return SampleWindows.NONE;
    }

    @Override
    public boolean isEmpty(Stage stage) {
        return !scripts.containsKey(stage);
    }

    @Override
    public boolean quarantine(RuleFailedException failure) {
        failure.rules().forEach(rule -> {
            scripts.remove(failure.stage());
            leftOut.add(new QuarantinedRule(
                    failure.stage(),
                    String.valueOf(failure.getMessage()),
                    Instant.EPOCH,
                    new Match(rule, rule, release(), rule + ".drl", 1, 1, "", List.of())));
        });
        return !failure.rules().isEmpty();
    }

    @Override
    public List<QuarantinedRule> leftOut() {
        return List.copyOf(leftOut);
    }

    @Override
    public RuleSession open(Stage stage) {
        List<Object> facts = new ArrayList<>();
        return new RuleSession() {
            @Override
            public void put(Object key, Object fact) {
                facts.add(fact);
            }

            @Override
            public void remove(Object key) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Firing fire() {
                Function<List<Object>, List<Object>> script = scripts.getOrDefault(stage, all -> List.of());
                return new Firing(
                        script.apply(facts).stream()
                                .map(value -> new Conclusion(value, true, List.of()))
                                .toList(),
                        List.of());
            }

            @Override
            public Collection<Conclusion> standing() {
                return List.of();
            }

            @Override
            public void close() {}
        };
    }
}
