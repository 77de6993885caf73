package io.fixpoint.detection;

import io.fixpoint.fact.Event;
import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactLog;
import io.fixpoint.factlog.FactLog.LoggedFact;
import io.fixpoint.rule.PastRules;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What detection had in force, and told the stages after it, at a time within the retention. */
@ApplicationScoped
public class PastDetection implements PastRules {
    /** An event that is kept for longer than this is not found again. */
    private static final Duration EVENTS = Duration.ofDays(1);

    private static final int READ = 10_000;

    private final FactLog log;
    private final DetectionHistory history;

    public PastDetection(FactLog log, DetectionHistory history) {
        this.log = log;
        this.history = history;
    }

    @Override
    public Optional<Then> at(Instant time) {
        return history.inForceAt(position(time)).map(then -> new Then(then.release(), then.quarantined()));
    }

    private long position(Instant time) {
        return Math.min(log.positionBefore(time), history.position());
    }

    /** The version of the topology that detection followed then; 0 if none. */
    public long topologyAt(Instant time) {
        return history.inForceAt(position(time)).map(DetectionSwitch::topology).orElse(0L);
    }

    /** The episodes that were pending or firing then, by their start; only their incident is that of today. */
    public List<EpisodeRecord> standingAt(Instant time) {
        return history.standingAt(position(time)).stream()
                .map(DetectionHistory.Past::record)
                .toList();
    }

    /** The events that were within their keep time then, as received; of the day before. */
    public List<Event> eventsAt(Instant time) {
        List<Event> events = new ArrayList<>();
        long position = FactLog.START;
        while (true) {
            List<LoggedFact> found = log.find(null, "event", time.minus(EVENTS), time, position, READ);
            for (LoggedFact logged : found) {
                position = logged.position();
                if (logged.fact() instanceof Fact.Event event
                        && !logged.receivedAt().isAfter(time)
                        && event.time().plus(event.keep()).isAfter(time)) {
                    events.add(new Event(event));
                }
            }
            if (found.size() < READ) {
                return events;
            }
        }
    }
}
