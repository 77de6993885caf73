package io.fixpoint.detection;

import io.fixpoint.fact.Event;
import io.fixpoint.rule.SampleWindows;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The state facts of all services, in one partition or in several. */
interface KnownFacts {

    /** The service; null if nothing is known of it. */
    @Nullable
    ServiceState service(String name);

    /** All services of which something is known. */
    List<ServiceState> services();

    /** The time of the service; of one that is not known, the receipt's. */
    ServiceClock clock(String service);

    ReceiptClock receipt();

    /** How far the clock of a sender was ahead lately; 0 if it was not. */
    long ahead(String service, @Nullable String instance, long received);

    /** What is kept of the series beside their last values. */
    SampleWindows windows();

    /** The events that are within their keep time, of all services, by their time. */
    List<Event> events();

    int seriesCount();

    /** Tells all state facts, in a fixed order. */
    void tellAll(BiConsumer<FactKey, Object> listener);
}
