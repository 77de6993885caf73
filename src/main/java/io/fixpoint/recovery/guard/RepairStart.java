package io.fixpoint.recovery.guard;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A repair that is about to begin.
 *
 * @param service that it is done to
 * @param parameters of the repair: {@code instance}, or {@code instances} separated by commas, say what of the service
 *     it touches; without them it touches all of it
 */
public record RepairStart(
        String recoveryId, @Nullable String incidentId, String service, Map<String, String> parameters) {}
