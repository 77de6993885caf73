package io.fixpoint.triage;

import io.fixpoint.detection.EpisodeRecord;
import io.fixpoint.detection.PastDetection;
import io.fixpoint.silence.SeenQuietTime;
import io.fixpoint.topology.StatedTopology;
import io.fixpoint.topology.TopologyHistory;
import io.fixpoint.triage.TriageRound.SeenIncident;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What triage rules saw at a time, as far as its rounds until then tell. */
@ApplicationScoped
class PastTriage {
    private static final int ROUNDS = 500;

    private final TriageHistory rounds;
    private final PastDetection detection;
    private final TopologyHistory topologies;

    PastTriage(TriageHistory rounds, PastDetection detection, TopologyHistory topologies) {
        this.rounds = rounds;
        this.detection = detection;
        this.topologies = topologies;
    }

    /** In the order in which {@link TriageFacts} has them. */
    List<Object> facts(Instant at) {
        Map<String, SeenIncident> incidents = new LinkedHashMap<>();
        Map<String, String> joined = new HashMap<>();
        List<SeenQuietTime> quietTimes = follow(at, incidents, joined);
        StatedTopology topology = topologies.find(detection.topologyAt(at)).orElse(StatedTopology.NONE);
        List<Object> facts = new ArrayList<>(topology.services());
        facts.addAll(topology.dependencies());
        quietTimes.forEach(quietTime -> facts.add(quietTime.fact()));
        facts.addAll(detection.eventsAt(at));
        incidents.forEach((id, incident) -> facts.add(incident.as(id)));
        for (EpisodeRecord episode : detection.standingAt(at)) {
            String incident = joined.getOrDefault(TriageRound.name(episode.known()), episode.incident());
            facts.add(episode.known(incident != null && incidents.containsKey(incident) ? incident : null));
        }
        return facts;
    }

    /**
     * Each round tells what had changed before it, and what it changed.
     *
     * @return the silences and maintenance windows
     */
    private List<SeenQuietTime> follow(Instant until, Map<String, SeenIncident> incidents, Map<String, String> joined) {
        List<SeenQuietTime> quietTimes = List.of();
        long sequence = 0;
        while (true) {
            List<TriageRound> page = rounds.read(sequence, Long.MAX_VALUE, ROUNDS);
            for (TriageRound round : page) {
                if (round.at().isAfter(until)) {
                    return quietTimes;
                }
                sequence = round.sequence();
                incidents.keySet().removeAll(round.gone());
                round.before().forEach(incident -> incidents.put(incident.id(), incident));
                round.after().forEach(incident -> incidents.put(incident.id(), incident));
                joined.putAll(round.joined());
                quietTimes = round.quietTimes() == null ? quietTimes : round.quietTimes();
            }
            if (page.size() < ROUNDS) {
                return quietTimes;
            }
        }
    }
}
