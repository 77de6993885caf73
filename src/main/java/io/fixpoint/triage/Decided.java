package io.fixpoint.triage;

import io.fixpoint.fact.Decision;
import io.fixpoint.fact.JoinIncident;
import io.fixpoint.fact.Notify;
import io.fixpoint.fact.OpenIncident;
import io.fixpoint.fact.ResolveIncident;
import io.fixpoint.fact.SetPriority;
import io.fixpoint.fact.SetSeverity;
import io.fixpoint.fact.StartRecovery;
import io.fixpoint.fact.Suppress;
import io.fixpoint.rule.Match;
import io.fixpoint.triage.DecisionSink.Reasoned;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A decision without random ids, so that those of two runs can be compared.
 *
 * @param type {@code OpenIncident}, {@code StartRecovery}, …
 * @param key equal for the same decision: its type, target and parameters, with names in place of the ids of episodes
 * @param incident the id of the incident that it is about, if it is about one
 * @param process the recovery that it asks for, if it asks for one
 * @param service whom it is about, where it names an anomaly
 * @param rules the ids of the rules that decided
 */
public record Decided(
        String type,
        List<String> key,
        @Nullable String incident,
        @Nullable String process,
        @Nullable String service,
        List<String> rules) {
    /** Between an anomaly's identity and its start. */
    static final String SINCE = " since ";

    /**
     * Names a decision.
     *
     * @param names the name of an episode or incident in place of its id; other texts are returned as they are
     * @param opened the id of the incident that an OpenIncident opened or joined
     */
    public static Decided of(Reasoned reasoned, UnaryOperator<String> names, @Nullable String opened) {
        Decision decision = reasoned.decision();
        String incident = decision instanceof OpenIncident ? opened : target(decision);
        return new Decided(
                decision.getClass().getSimpleName(),
                decision.key().stream().map(names).toList(),
                incident == null ? null : names.apply(incident),
                process(decision),
                decision instanceof OpenIncident open
                        ? open.getAnomaly().getService()
                        : decision instanceof JoinIncident join
                                ? join.getAnomaly().getService()
                                : null,
                reasoned.matches().stream().map(Match::rule).distinct().sorted().toList());
    }

    private static @Nullable String process(Decision decision) {
        if (decision instanceof OpenIncident open) {
            return open.getProcess();
        }
        return decision instanceof StartRecovery start ? start.getProcess() : null;
    }

    private static @Nullable String target(Decision decision) {
        if (decision instanceof JoinIncident join) {
            return join.getIncident().getId();
        } else if (decision instanceof StartRecovery start) {
            return start.getIncident().getId();
        } else if (decision instanceof ResolveIncident resolve) {
            return resolve.getIncident().getId();
        } else if (decision instanceof Notify notify) {
            return notify.getIncident();
        } else if (decision instanceof SetSeverity set) {
            return set.getIncident();
        } else if (decision instanceof SetPriority set) {
            return set.getIncident();
        } else if (decision instanceof Suppress suppress) {
            return suppress.getIncident();
        }
        return null;
    }

    /** The same decision about an anomaly that began at another time has the same. */
    public List<String> looseKey(UnaryOperator<String> incidentKeys) {
        return key.stream()
                .map(part -> {
                    int since = part.lastIndexOf(SINCE);
                    return incidentKeys.apply(since < 0 ? part : part.substring(0, since));
                })
                .toList();
    }
}
