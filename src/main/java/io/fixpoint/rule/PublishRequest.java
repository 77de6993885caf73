package io.fixpoint.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules to publish.
 *
 * @param message what changes and why
 * @param files texts by path, such as {@code detection/web.drl}: the complete set; files of scenarios are kept with it
 */
record PublishRequest(@Nullable String message, @Nullable Map<String, @Nullable String> files) {}
