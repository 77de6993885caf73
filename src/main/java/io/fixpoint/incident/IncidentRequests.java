package io.fixpoint.incident;

import io.fixpoint.fact.Severity;
import org.jspecify.annotations.Nullable;

/** What people send. */
final class IncidentRequests {
    private IncidentRequests() {}

    record OpenRequest(
            @Nullable String title,
            @Nullable String service,
            @Nullable Severity severity,
            @Nullable String process) {}

    /** @param assignee nobody if missing */
    record AssignRequest(@Nullable String assignee) {}

    record NoteRequest(@Nullable String text) {}

    /** @param severity takes the stated severity back if missing */
    record SeverityRequest(
            @Nullable Severity severity, @Nullable String reason) {}

    /** @param into the id of the incident that goes on */
    record MergeRequest(@Nullable String into) {}

    record ReasonRequest(@Nullable String reason) {}
}
