package io.fixpoint.rule;

import io.fixpoint.rule.Probes.Compiled;
import io.fixpoint.rule.Probes.Probe;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.event.rule.MatchCreatedEvent;
import org.kie.api.runtime.KieSession;

/** Fires probes over facts, and keeps what they matched. It ends itself after a number of matches or a time. */
final class ProbeRun extends DefaultAgendaEventListener {
    /** More matches than this of one probe are only counted. */
    private static final int MOST_KEPT = 2_000;

    private static final int MOST_MATCHES = 100_000;

    /**
     * What one match was of.
     *
     * @param variables what they held
     */
    record Matched(List<Object> facts, Map<String, Object> variables) {}

    /** The matches of one probe; {@code count} may be more than are kept. */
    static final class Matches {
        private final List<Matched> kept = new ArrayList<>();
        private int count;

        int count() {
            return count;
        }

        List<Matched> kept() {
            return kept;
        }
    }

    /** It takes too long. */
    static final class TooLongException extends RuntimeException {
        TooLongException(String message) {
            super(message, null, false, false);
        }
    }

    private final Compiled compiled;
    private final Predicate<Object> about;
    private final long deadline;
    private final Map<Probe, Matches> matches = new HashMap<>();
    private int created;

    /**
     * @param about which facts the first one of a match must be
     * @param deadline by {@link System#nanoTime}
     */
    ProbeRun(Compiled compiled, Predicate<Object> about, long deadline) {
        this.compiled = compiled;
        this.about = about;
        this.deadline = deadline;
    }

    void run(Collection<Object> facts) {
        KieSession session = compiled.base().newKieSession();
        try {
            session.addEventListener(this);
            facts.forEach(session::insert);
            // A helper fact that its rule makes match again would go on for ever.
            if (session.fireAllRules(MOST_MATCHES) >= MOST_MATCHES) {
                throw tooMany();
            }
        } catch (TooLongException e) {
            throw e;
        } catch (RuntimeException e) {
            throw created > MOST_MATCHES ? tooMany() : e;
        } finally {
            session.dispose();
        }
    }

    private static TooLongException tooMany() {
        return new TooLongException("more than " + MOST_MATCHES + " combinations of facts meet its conditions");
    }

    /** All matches are made before the first one fires, so these are what is bounded. */
    @Override
    public void matchCreated(MatchCreatedEvent event) {
        if (++created > MOST_MATCHES) {
            throw tooMany();
        }
        inTime();
    }

    private void inTime() {
        if (System.nanoTime() > deadline) {
            throw new TooLongException("it takes too long to try all combinations of facts");
        }
    }

    Matches of(Probe probe) {
        return matches.computeIfAbsent(probe, p -> new Matches());
    }

    @Override
    public void beforeMatchFired(BeforeMatchFiredEvent event) {
        inTime();
        Probe probe = compiled.probes().get(event.getMatch().getRule().getName());
        if (probe == null) {
            return;
        }
        List<Object> facts = List.copyOf(event.getMatch().getObjects());
        if (!facts.isEmpty() && !about.test(facts.get(0))) {
            return;
        }
        Matches of = of(probe);
        of.count++;
        if (of.kept.size() < MOST_KEPT) {
            Map<String, Object> variables = new HashMap<>();
            for (String name : event.getMatch().getDeclarationIds()) {
                Object value = event.getMatch().getDeclarationValue(name);
                if (value != null) {
                    variables.put(name, value);
                }
            }
            of.kept.add(new Matched(facts, variables));
        }
    }
}
