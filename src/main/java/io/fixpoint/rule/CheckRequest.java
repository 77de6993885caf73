package io.fixpoint.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rule files to check.
 *
 * @param files texts by path, such as {@code detection/web.drl}
 */
record CheckRequest(@Nullable Map<String, @Nullable String> files) {}
