package io.fixpoint.detection;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Event;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The state facts that detection holds, for the stages after it. Thread-safe. */
public interface FactState {

    /** The events that are within their keep time now, of all services. */
    List<Event> events();

    /**
     * Events with the place in the log that they are of.
     *
     * @param position of the last record that they follow
     */
    record CurrentEvents(long position, List<Event> events) {
        public CurrentEvents {
            events = List.copyOf(events);
        }
    }

    /** The same, with the position. */
    default CurrentEvents currentEvents() {
        return new CurrentEvents(0, events());
    }

    /** The instances of the service that have sent something and are not forgotten. */
    default Set<String> instances(String service) {
        return Set.of();
    }

    /** Opens a view of what is measured after a repair. */
    FreshFacts freshFacts(Since since, Set<String> services, Collection<Anomaly> anomalies);

    /**
     * The end of a repair: only what is logged after the position, with an event time after the instant, is fresh.
     *
     * @param position of the fact log when the repair ended
     * @param node whose fact log that is
     */
    record Since(long position, Instant time, int node) {
        /** On a server that is alone. */
        public Since(long position, Instant time) {
            this(position, time, 0);
        }
    }

    /**
     * State facts for a check, with statistics of their own from the repair's end.
     *
     * @param facts Series, Alert and Heartbeat facts of the services, each with {@code fresh}; facts of an instance that
     *     the repair replaced are left out
     * @param anomalies the anomalies given, as they stand now (Anomaly facts), and those of the same identity that
     *     stand again
     * @param sourcesNotFresh the sources that raised the anomalies and have nothing fresh yet, described for people
     * @param clearedOnFreshFacts whether every anomaly is CLEARED, none of the same identity stands again, and every
     *     source is fresh; false if there is no anomaly, since then nothing can tell
     * @param asOf the time of the check, on the clock that stability is measured by: it advances with receipt time, and
     *     downtime does not count
     */
    record FreshFacts(
            List<Object> facts,
            List<Anomaly> anomalies,
            List<String> sourcesNotFresh,
            boolean clearedOnFreshFacts,
            Instant asOf) {}

    /** The end of a repair that ends now. */
    Since now();
}
