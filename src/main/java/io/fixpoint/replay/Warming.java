package io.fixpoint.replay;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What fills the statistics before a span begins.
 *
 * @param checkpoint to begin with; null if there is none that has what the rules read
 * @param after the records after this position come next, up to the span
 */
record Warming(@Nullable Path checkpoint, long after) {}
