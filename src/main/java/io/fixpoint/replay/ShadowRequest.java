package io.fixpoint.replay;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A candidate to run beside the active release.
 *
 * @param files complete, by path
 * @param message what it is for
 */
record ShadowRequest(
        @Nullable Map<String, @Nullable String> files,
        @Nullable String message) {}
