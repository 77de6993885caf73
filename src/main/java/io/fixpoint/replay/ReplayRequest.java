package io.fixpoint.replay;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be replayed.
 *
 * @param from receipt of the first facts
 * @param to receipt of the last facts
 * @param files the candidate, complete, by path; without them it is replayed as it was
 */
record ReplayRequest(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Map<String, @Nullable String> files) {}
