package io.fixpoint.intake;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value as a foreign format gives it.
 *
 * @param service if the format itself names it; otherwise a label does
 * @param instance likewise
 * @param labels all of them; measurements of one series share the map
 */
record Measurement(
        @Nullable String service,
        @Nullable String instance,
        String metric,
        Map<String, String> labels,
        double value,
        @Nullable String unit,
        Instant time) {}
