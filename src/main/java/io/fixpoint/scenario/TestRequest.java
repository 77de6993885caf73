package io.fixpoint.scenario;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules and scenarios to test.
 *
 * @param files texts by path, such as {@code detection/web.drl} and {@code detection/web.scenario.yaml}
 * @param name only the scenarios whose names contain this
 * @param conditions whether to tell which conditions of the rules are reached, too; not unless stated
 */
record TestRequest(
        @Nullable Map<String, @Nullable String> files,
        @Nullable String name,
        @Nullable Boolean conditions) {}
