package io.fixpoint.recovery;

import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;

/**
 * What a model may name: the automated steps, which are the {@link JavaDelegate} beans of the server that have a name,
 * and the settings {@code ${verifyEvery}} and {@code ${escalateAfter}}. Nothing else of the server can be named.
 */
@ApplicationScoped
class StepBeans {
    /** What a listener on a flow may name: they tell the incident how a repair ended, and act on nothing. */
    static final Set<String> LISTENERS =
            Set.of("repairDone", "repairFailed", "repairRejected", "undoDone", "undoFailed", "repairedByPerson");

    /** The names of the automated steps, also where no server runs; a test holds them against the beans. */
    static final Set<String> STEPS = Set.of("locate", "analyze", "nextRepair", "verify", "escalate", "http", "shell");

    private final Map<String, Supplier<Object>> steps = new TreeMap<>();
    private final Map<String, Object> settings;

    StepBeans(@Any InjectableInstance<JavaDelegate> delegates, RecoveryConfig config) {
        delegates.handlesStream().forEach(handle -> {
            String name = handle.getBean().getName();
            if (name != null) {
                steps.put(name, handle::get);
            }
        });
        settings = Map.of(
                "verifyEvery", config.verifyEvery().toString(),
                "escalateAfter", config.escalateAfter().toString());
    }

    /** The names of the automated steps. */
    Set<String> steps() {
        return steps.keySet().stream()
                .filter(name -> !LISTENERS.contains(name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Names as an author writes them, in order. */
    static String listed(Set<String> names) {
        return new TreeSet<>(names).stream().map(name -> "${" + name + "}").collect(Collectors.joining(", "));
    }

    /** The names of the settings. */
    Set<String> settings() {
        return settings.keySet();
    }

    /** Everything that can be named, made when it is asked for. */
    Map<Object, Object> asMap() {
        return new Lazy();
    }

    private @Nullable Object find(@Nullable Object name) {
        if (!(name instanceof String key)) {
            return null;
        }
        Supplier<Object> step = steps.get(key);
        return step == null ? settings.get(key) : step.get();
    }

    private final class Lazy extends AbstractMap<Object, Object> {

        @Override
        public boolean containsKey(@Nullable Object name) {
            return name instanceof String key && (steps.containsKey(key) || settings.containsKey(key));
        }

        @Override
        public @Nullable Object get(@Nullable Object name) {
            return find(name);
        }

        @Override
        public Set<Entry<Object, Object>> entrySet() {
            throw new UnsupportedOperationException("beans are found by name only");
        }
    }
}
