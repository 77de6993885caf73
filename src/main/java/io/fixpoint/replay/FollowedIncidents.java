package io.fixpoint.replay;

import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Incident.Status;
import io.fixpoint.triage.TriageRound;
import io.fixpoint.triage.TriageRound.SeenIncident;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets the incidents of a replay follow those that were recorded: what people and recoveries did with an incident is as
 * much an input of triage as the facts are. The one corresponds to the other if both are open for one correlation key at
 * one time. A recorded incident that no rule had opened is there in the replay, too; one that only the replayed rules
 * open lives by the rules of {@link RehearsedIncidents}.
 */
final class FollowedIncidents {
    private final RehearsedIncidents incidents;
    private final RehearsedEpisodes episodes;
    private final boolean verbatim;
    private final Map<String, SeenIncident> known = new HashMap<>();
    private final Map<String, RehearsedIncident> own = new HashMap<>();
    private final Map<String, String> joined = new HashMap<>();

    /** @param verbatim whether rules see a recorded incident exactly as it was, as they must if it is these rules' doing */
    FollowedIncidents(RehearsedIncidents incidents, RehearsedEpisodes episodes, boolean verbatim) {
        this.incidents = incidents;
        this.episodes = episodes;
        this.verbatim = verbatim;
    }

    /** A round from before the replay begins: only what it tells of incidents counts. */
    void remember(TriageRound round) {
        round.gone().forEach(known::remove);
        round.before().forEach(incident -> known.put(incident.id(), incident));
        round.after().forEach(incident -> known.put(incident.id(), incident));
        joined.putAll(round.joined());
        round.decided().forEach(decided -> incidents.decidedBefore(decided.key()));
        if (round.standing() != null) {
            round.standing().forEach(state -> incidents.decidedBefore(state.key()));
        }
    }

    /** The replay begins: what is known now is what there is. */
    void begin() {
        known.values().forEach(this::adopt);
    }

    private void adopt(SeenIncident seen) {
        RehearsedIncident incident = new RehearsedIncident(
                seen.id(),
                seen.number(),
                seen.title(),
                seen.service(),
                seen.correlationKey(),
                seen.severity(),
                seen.priority(),
                seen.detected(),
                seen.opened());
        incident.services.addAll(seen.services());
        incident.status = seen.status();
        incident.recorded = seen;
        incident.seen = true;
        incident.adopted = true;
        incidents.add(incident);
        own.put(seen.id(), incident);
    }

    /** What had changed when the round began. */
    void before(TriageRound round) {
        for (String id : round.gone()) {
            SeenIncident last = known.remove(id);
            RehearsedIncident incident = own.get(id);
            if (incident != null && last != null) {
                incident.seen = false;
                if (last.status() != Status.RESOLVED) {
                    incidents.move(incident, Status.CLOSED);
                }
            }
        }
        for (SeenIncident seen : round.before()) {
            SeenIncident last = known.put(seen.id(), seen);
            if (seen.equals(last)) {
                continue;
            }
            if (!corresponds(seen, last, true) && last == null) {
                adopt(seen);
            }
        }
        joined.putAll(round.joined());
        round.joined().forEach(this::join);
    }

    /** What had changed when the round was carried out. */
    void after(TriageRound round) {
        for (SeenIncident seen : round.after()) {
            SeenIncident last = known.put(seen.id(), seen);
            boolean ignored = corresponds(seen, last, false);
        }
    }

    /** Something opened here may be one that is recorded. */
    void correspondNow() {
        for (SeenIncident seen : List.copyOf(known.values())) {
            if (isOpen(seen) && !own.containsKey(seen.id())) {
                boolean ignored = corresponds(seen, seen, false);
            }
        }
    }

    private boolean corresponds(SeenIncident seen, @Nullable SeenIncident last, boolean outside) {
        RehearsedIncident incident = own.get(seen.id());
        if (incident == null && isOpen(seen)) {
            Optional<RehearsedIncident> open =
                    incidents.openOf(seen.correlationKey()).filter(one -> one.recorded == null);
            if (open.isPresent()) {
                incident = open.get();
                own.put(seen.id(), incident);
            }
        }
        if (incident == null) {
            return false;
        }
        incident.recorded = seen;
        incident.seen = true;
        incident.number = seen.number();
        if (outside && last != null && last.severity() != seen.severity()) {
            // Between two rounds only a person changes it.
            incident.stated = seen.severity();
        }
        incidents.move(incident, seen.status());
        incidents.weigh(incident);
        return true;
    }

    private static boolean isOpen(SeenIncident seen) {
        return seen.status() != Status.RESOLVED && seen.status() != Status.CLOSED;
    }

    private void join(String episode, String incident) {
        RehearsedIncident into = own.get(incident);
        Optional<String> id = episodes.named(episode);
        if (into != null && id.isPresent() && !into.id().equals(episodes.incidentOf(id.get()))) {
            episodes.join(List.of(id.get()), into.id());
        }
    }

    /** The episode is new here, and may have been joined before the replay began. */
    void joinAsRecorded(String episode) {
        String incident = joined.get(episode);
        if (incident != null) {
            join(episode, incident);
        }
    }

    /** The incidents as rules see them. */
    List<Incident> facts() {
        return incidents.incidents(incident ->
                verbatim && incident.recorded != null ? incident.recorded.as(incident.id()) : incident.fact());
    }

    /** The recorded id of an incident here, if it has one; else its own. */
    String name(String id) {
        return incidents
                .find(id)
                .map(incident -> incident.recorded == null ? id : incident.recorded.id())
                .orElse(id);
    }
}
