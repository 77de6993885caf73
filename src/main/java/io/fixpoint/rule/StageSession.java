package io.fixpoint.rule;

import io.fixpoint.rule.Match.MatchedFact;
import io.fixpoint.rule.RuleSet.StageRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drools.core.rule.consequence.InternalMatch;
import org.drools.tms.LogicalDependency;
import org.drools.tms.agenda.TruthMaintenanceSystemInternalMatch;
import org.drools.tms.beliefsystem.BeliefSet;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieServices;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.event.rule.DefaultRuleRuntimeEventListener;
import org.kie.api.event.rule.ObjectDeletedEvent;
import org.kie.api.event.rule.ObjectInsertedEvent;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ThreadSafeOption;
import org.kie.api.runtime.rule.ConsequenceException;
import org.kie.api.runtime.rule.FactHandle;

/** A Drools session that remembers why everything stands. */
final class StageSession implements RuleSession {
    private static final int FIRINGS_PER_FACT = 20;
    private static final int LOOP_SAMPLE = 1_000;
    private static final int COLLECTED_SHOWN = 20;

    private final Stage stage;
    private final KieSession session;
    private final ClassLoader classLoader;
    private final Map<String, RuleSource> rules;
    private final int release;
    private final RuleCounts counts;
    private final FiringLimits limits;
    private final FiringWatch watch;
    private final Map<Object, FactHandle> handles = new HashMap<>();

    /** What the session is told at the next firing. */
    private final List<Change> changes = new ArrayList<>();

    /** By the conclusion: Drools keeps equal conclusions as one. */
    private final Map<Object, Standing> standing = new LinkedHashMap<>();

    private final Set<Object> concludedNow = new LinkedHashSet<>();
    private final Set<Object> withdrawnNow = new LinkedHashSet<>();
    private final List<Conclusion> saidNow = new ArrayList<>();
    private final List<FactHandle> saidHandles = new ArrayList<>();
    private final List<Inserted> insertedByMatch = new ArrayList<>();
    private boolean matchFires;
    private long firesSince;
    private @Nullable Map<String, Integer> loopFirings;
    private @Nullable RuleFailedException failure;

    /** Something that stands by {@code insertLogical}; reasons are by the activation that justifies it. */
    private record Standing(Object value, Map<InternalMatch, Match> reasons) {}

    private record Inserted(FactHandle handle, Object value) {}

    /** @param fact null if the session is to know it no more */
    private record Change(Object key, @Nullable Object fact) {}

    StageSession(StageRules rules, int release, RuleCounts counts, FiringLimits limits) {
        this.stage = rules.stage();
        this.rules = rules.rules();
        this.classLoader = rules.classLoader();
        this.release = release;
        this.counts = counts;
        this.limits = limits;
        this.watch = new FiringWatch(limits.combinations());
        KieSessionConfiguration configuration = KieServices.get().newKieSessionConfiguration();
        // One thread at a time. So Drools takes no locks, and a change goes through the network while it is in the
        // cache.
        configuration.setOption(ThreadSafeOption.NO);
        this.session = rules.base().newKieSession(configuration, null);
        session.addEventListener(new Memory());
        session.addEventListener(new Firings());
    }

    Stage stage() {
        return stage;
    }

    ClassLoader classLoader() {
        return classLoader;
    }

    /** Tells the thread that runs this session to stop as soon as it can, and to count nothing more. */
    void abandon() {
        watch.abandon();
    }

    /** The rules whose condition or consequence runs now, as another thread sees it. */
    List<RuleSource> running() {
        return watch.running().stream().map(rules::get).filter(Objects::nonNull).toList();
    }

    /** The rules whose generated classes are on the stack. */
    List<RuleSource> rulesIn(StackTraceElement[] stack) {
        List<RuleSource> found = new ArrayList<>();
        for (StackTraceElement frame : stack) {
            for (RuleSource rule : rules.values()) {
                String generated = stage.folder() + ".Rule_" + rule.name().replaceAll("[^A-Za-z0-9]", "_");
                if (frame.getClassName().matches(Pattern.quote(generated) + "_?-?\\d*(\\D.*)?")
                        && !found.contains(rule)) {
                    found.add(rule);
                }
            }
        }
        return found;
    }

    @Override
    public void put(Object key, Object fact) {
        changes.add(new Change(key, fact));
    }

    @Override
    public void remove(Object key) {
        changes.add(new Change(key, null));
    }

    @Override
    public Firing fire() {
        if (failure != null) {
            throw new IllegalStateException("the session failed and must be thrown away", failure);
        }
        watch.enter();
        try {
            changes.forEach(this::tell);
            changes.clear();
            long limit = Math.min(Integer.MAX_VALUE, limits.firings() + (long) FIRINGS_PER_FACT * handles.size());
            if (session.fireAllRules((int) limit) >= limit) {
                throw endless();
            }
            saidHandles.forEach(session::delete);
        } catch (RuleFailedException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw failed(e);
        } finally {
            watch.leave();
        }
        List<Conclusion> concluded = new ArrayList<>();
        for (Object value : concludedNow) {
            Standing entry = standing.get(value);
            if (entry != null) {
                concluded.add(conclusion(entry));
            }
        }
        concluded.addAll(saidNow);
        List<Object> withdrawn = List.copyOf(withdrawnNow);
        concludedNow.clear();
        withdrawnNow.clear();
        saidNow.clear();
        saidHandles.clear();
        return new Firing(concluded, withdrawn);
    }

    /** Drools evaluates the conditions of single facts at once. */
    private void tell(Change change) {
        FactHandle handle = handles.get(change.key());
        if (change.fact() == null) {
            if (handle != null) {
                handles.remove(change.key());
                session.delete(handle);
            }
        } else if (handle == null) {
            handles.put(change.key(), session.insert(change.fact()));
        } else {
            session.update(handle, change.fact());
        }
    }

    @Override
    public Collection<Conclusion> standing() {
        return standing.values().stream().map(StageSession::conclusion).toList();
    }

    @Override
    public void close() {
        session.dispose();
        changes.clear();
        handles.clear();
        standing.clear();
    }

    private static Conclusion conclusion(Standing entry) {
        entry.reasons().keySet().removeIf(match -> !justifies(match, entry.value()));
        return new Conclusion(
                entry.value(),
                true,
                entry.reasons().values().stream()
                        .sorted(Comparator.comparing(Match::rule))
                        .toList());
    }

    private static boolean justifies(InternalMatch match, Object value) {
        for (Object justified : justified(match)) {
            if (justified == value) {
                return true;
            }
        }
        return false;
    }

    /** The objects in memory that the activation justifies now. */
    private static List<Object> justified(InternalMatch match) {
        if (!(match instanceof TruthMaintenanceSystemInternalMatch<?> activation)
                || activation.getLogicalDependencies() == null) {
            return List.of();
        }
        List<Object> objects = new ArrayList<>(1);
        for (LogicalDependency<?> dependency =
                        activation.getLogicalDependencies().getFirst();
                dependency != null;
                dependency = dependency.getNext()) {
            if (dependency.getJustified() instanceof BeliefSet<?> beliefs) {
                objects.add(beliefs.getFactHandle().getObject());
            }
        }
        return objects;
    }

    private RuleFailedException endless() {
        Map<String, Integer> firings = new HashMap<>();
        loopFirings = firings;
        try {
            session.fireAllRules(LOOP_SAMPLE);
        } finally {
            loopFirings = null;
        }
        String busiest = firings.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
        RuleSource rule = busiest == null ? null : rules.get(busiest);
        return failure(
                rule == null ? List.of() : List.of(rule),
                "the rules do not come to an end"
                        + (rule == null ? "" : ", since it concludes again and again what makes it match"),
                Optional.empty());
    }

    private RuleFailedException failed(Throwable thrown) {
        RuleSource rule = null;
        if (thrown instanceof ConsequenceException consequence && consequence.getMatch() != null) {
            rule = rules.get(consequence.getMatch().getRule().getName());
        }
        List<RuleSource> guilty = rule == null ? running() : List.of(rule);
        Throwable root = thrown;
        for (Throwable cause = thrown; cause != null && cause.getCause() != cause; cause = cause.getCause()) {
            root = cause;
            RuleSource named = guilty.isEmpty() ? namedIn(cause.getMessage()) : null;
            if (named != null) {
                guilty = List.of(named);
            }
        }
        if (root instanceof StackOverflowError) {
            return failure(guilty, "it calls itself without end", Optional.of(thrown));
        }
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return failure(guilty, reason, Optional.of(thrown));
    }

    /** The session cannot be used any more, because of these rules. */
    RuleFailedException failure(List<RuleSource> guilty, String reason, Optional<Throwable> thrown) {
        String who = guilty.isEmpty()
                ? "a rule of " + stage.folder() + " failed: "
                : guilty.stream()
                        .map(rule -> "rule \"" + rule.name() + "\" (" + rule.place() + ")")
                        .collect(Collectors.joining(" or ", "", " failed: "));
        RuleFailedException e = new RuleFailedException(
                stage, guilty.stream().map(RuleSource::id).toList(), who + reason, thrown.orElse(null));
        failure = e;
        return e;
    }

    /** Drools names the rules of a failed condition only in the text: {@code [Rule "name" in file]}. */
    private @Nullable RuleSource namedIn(@Nullable String message) {
        if (message == null) {
            return null;
        }
        for (RuleSource rule : rules.values()) {
            if (message.contains("\"" + rule.name() + "\"")) {
                return rule;
            }
        }
        return null;
    }

    private Match snapshot(InternalMatch match, RuleSource rule) {
        counts.matched(rule);
        List<MatchedFact> facts = new ArrayList<>();
        for (Object object : match.getObjects()) {
            if (object instanceof Collection<?> collected) {
                collected.stream()
                        .filter(FactValues::isFact)
                        .limit(COLLECTED_SHOWN)
                        .forEach(fact -> facts.add(FactValues.snapshot(fact, rule.mentioned())));
            } else if (FactValues.isFact(object)) {
                facts.add(FactValues.snapshot(object, rule.mentioned()));
            }
        }
        if (rule.accumulates()) {
            Map<String, Object> computed = computed(match);
            if (!computed.isEmpty()) {
                facts.add(new MatchedFact("Values", null, null, "values that the rule computed", computed));
            }
        }
        return new Match(
                rule.id(), rule.name(), release, rule.file(), rule.line(), rule.endLine(), rule.source(), facts);
    }

    private static Map<String, Object> computed(InternalMatch match) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : match.getDeclarationIds()) {
            Object value = match.getDeclarationValue(name);
            if (value instanceof Number || value instanceof String || value instanceof Boolean) {
                Object plain = FactValues.plain(value);
                if (plain != null) {
                    values.put(name, plain);
                }
            }
        }
        return values;
    }

    private RuleSource rule(InternalMatch match) {
        RuleSource rule = rules.get(match.getRule().getName());
        if (rule == null) {
            throw new IllegalStateException("unknown rule " + match.getRule().getName());
        }
        return rule;
    }

    /** Follows what comes into memory by consequences, and what truth maintenance takes out of it. */
    private final class Memory extends DefaultRuleRuntimeEventListener {
        @Override
        public void objectInserted(ObjectInsertedEvent event) {
            if (matchFires) {
                watch.produces();
                insertedByMatch.add(new Inserted(event.getFactHandle(), event.getObject()));
            }
        }

        @Override
        public void objectDeleted(ObjectDeletedEvent event) {
            Object value = event.getOldObject();
            Standing entry = standing.get(value);
            if (entry != null && entry.value() == value) {
                standing.remove(value);
                if (!concludedNow.remove(value)) {
                    withdrawnNow.add(value);
                }
            }
        }
    }

    /** Follows what each match justifies. */
    private final class Firings extends DefaultAgendaEventListener {
        @Override
        public void beforeMatchFired(BeforeMatchFiredEvent event) {
            matchFires = true;
            insertedByMatch.clear();
            watch.fires(event.getMatch().getRule().getName());
            firesSince = System.nanoTime();
        }

        @Override
        public void afterMatchFired(AfterMatchFiredEvent event) {
            long took = System.nanoTime() - firesSince;
            matchFires = false;
            watch.fired();
            InternalMatch match = (InternalMatch) event.getMatch();
            counts.fired(rule(match), took);
            if (loopFirings != null) {
                loopFirings.merge(match.getRule().getName(), 1, Integer::sum);
            }
            List<Object> justified = justified(match);
            for (Object value : justified) {
                if (FactLanguage.isConclusion(value)) {
                    because(match, value);
                }
            }
            for (Inserted inserted : insertedByMatch) {
                if (justified.stream().noneMatch(value -> value == inserted.value())) {
                    saidHandles.add(inserted.handle());
                    saidNow.add(new Conclusion(inserted.value(), false, List.of(snapshot(match, rule(match)))));
                }
            }
            insertedByMatch.clear();
        }

        private void because(InternalMatch match, Object value) {
            Standing entry = standing.get(value);
            if (entry != null && entry.value() == value && entry.reasons().containsKey(match)) {
                return;
            }
            if (entry == null || entry.value() != value) {
                entry = new Standing(value, new IdentityHashMap<>());
                standing.put(value, entry);
            } else {
                entry.reasons().keySet().removeIf(other -> !justifies(other, value));
            }
            entry.reasons().put(match, snapshot(match, rule(match)));
            if (!withdrawnNow.remove(value)) {
                concludedNow.add(value);
            }
        }
    }
}
