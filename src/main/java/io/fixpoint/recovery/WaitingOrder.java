package io.fixpoint.recovery;

import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Priority;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The order in which waiting recoveries get their turn: by priority, but the recovery of a service never after that of a
 * caller of it, directly or through others. So a provider is as urgent as the most urgent of those that wait for it. What
 * is equal goes by age. Thread-safe.
 */
final class WaitingOrder {
    private final Map<String, Set<String>> providers = new HashMap<>();
    private final Map<String, Set<String>> reached = new ConcurrentHashMap<>();

    WaitingOrder(Collection<Dependency> dependencies) {
        dependencies.forEach(dependency -> providers
                .computeIfAbsent(dependency.getCaller(), caller -> new HashSet<>())
                .add(dependency.getProvider()));
    }

    /**
     * A recovery that waits.
     *
     * @param service that it is for; null if for none
     * @param since when it began to wait
     */
    record Waiting(
            String recovery,
            @Nullable String incident,
            String process,
            @Nullable String service,
            Priority priority,
            Instant since) {}

    private record Key(Waiting waiting, Priority urgency, int depth) {}

    /** The first is the next. */
    List<Waiting> sorted(Collection<Waiting> all) {
        Map<String, Priority> ofCallers = new HashMap<>();
        for (Waiting one : all) {
            String caller = one.service();
            if (caller != null) {
                reached(caller).stream()
                        // Services that call each other in a circle are no callers of one another.
                        .filter(service -> !reached(service).contains(caller))
                        .forEach(service -> ofCallers.merge(service, one.priority(), WaitingOrder::moreUrgent));
            }
        }
        // Who reaches another that does not reach back reaches more than that one, so depth puts the provider first.
        return all.stream()
                .map(one -> one.service() == null
                        ? new Key(one, one.priority(), 0)
                        : new Key(
                                one,
                                moreUrgent(one.priority(), ofCallers.getOrDefault(one.service(), one.priority())),
                                reached(one.service()).size()))
                .sorted(Comparator.comparing(Key::urgency)
                        .thenComparing(Key::depth)
                        .thenComparing(key -> key.waiting().priority())
                        .thenComparing(key -> key.waiting().since())
                        .thenComparing(key -> key.waiting().recovery()))
                .map(Key::waiting)
                .toList();
    }

    private static Priority moreUrgent(Priority one, Priority other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** The service and all that it calls, directly or through others. */
    private Set<String> reached(String service) {
        Set<String> known = reached.get(service);
        if (known != null) {
            return known;
        }
        Set<String> all = new HashSet<>(Set.of(service));
        Deque<String> open = new ArrayDeque<>(List.of(service));
        while (!open.isEmpty()) {
            for (String provider : providers.getOrDefault(open.remove(), Set.of())) {
                if (all.add(provider)) {
                    open.add(provider);
                }
            }
        }
        reached.put(service, all);
        return all;
    }
}
