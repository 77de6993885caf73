package io.fixpoint.incident;

import io.fixpoint.access.Person;
import io.fixpoint.fact.Severity;
import io.fixpoint.incident.IncidentLifecycle.Opening;
import io.fixpoint.incident.IncidentRequests.OpenRequest;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do with incidents, under their names. */
@ApplicationScoped
@Transactional
class IncidentDesk {
    private static final int MAX_TEXT = 20_000;

    private final IncidentStore store;
    private final IncidentLifecycle lifecycle;
    private final Person person;

    @Inject
    IncidentDesk(IncidentStore store, IncidentLifecycle lifecycle, Person person) {
        this.store = store;
        this.lifecycle = lifecycle;
        this.person = person;
    }

    /** Opens one; its correlation key is its service, so that anomalies join it, unless that key is taken. */
    String open(OpenRequest request) {
        String title = text(request.title());
        String service = text(request.service());
        List<Map<String, String>> problems = new ArrayList<>();
        missing(problems, "title", title, 500);
        missing(problems, "service", service, 200);
        if (!problems.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID, "The incident cannot be opened.", problems);
        }
        String key = store.openOfKey(service).isEmpty() ? service : "person:" + UUID.randomUUID();
        IncidentEntity incident = lifecycle.open(new Opening(
                title,
                service,
                request.severity() == null ? Severity.MAJOR : request.severity(),
                key,
                store.now(),
                person.name(),
                null));
        incident.acknowledgedAt = store.now();
        String process = text(request.process());
        if (!process.isEmpty()) {
            lifecycle.startRecovery(incident, process, person.name());
        }
        return incident.id;
    }

    private static void missing(List<Map<String, String>> problems, String field, String value, int max) {
        if (value.isEmpty()) {
            problems.add(Map.of("field", field, "detail", "It is missing."));
        } else if (value.length() > max) {
            problems.add(Map.of(
                    "field", field, "detail", "It has " + value.length() + " characters; there may be " + max + "."));
        }
    }

    /** The first acknowledgement counts; a further one has no effect. */
    void acknowledge(String id) {
        IncidentEntity incident = unclosed(id, "acknowledge");
        if (acknowledged(incident)) {
            lifecycle.happened(incident, person.name(), "acknowledged", null, null);
        }
    }

    void assign(String id, @Nullable String assignee) {
        IncidentEntity incident = unclosed(id, "assign");
        String name = text(assignee);
        incident.assignee = name.isEmpty() ? null : limited("assignee", name, 200);
        boolean ignored = acknowledged(incident);
        lifecycle.happened(incident, person.name(), "assigned", name.isEmpty() ? "to nobody" : "to " + name, null);
    }

    void note(String id, @Nullable String text) {
        String note = text(text);
        if (note.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID, "A note needs 'text'.");
        }
        lifecycle.happened(store.lock(id), person.name(), "note", limited("text", note, MAX_TEXT), null);
    }

    void severity(String id, @Nullable Severity severity, @Nullable String reason) {
        IncidentEntity incident = unclosed(id, "severity");
        boolean ignored = acknowledged(incident);
        lifecycle.stated(incident, severity, person.name(), reason(reason));
    }

    void merge(String id, @Nullable String into) {
        String target = text(into);
        if (target.isEmpty() || target.equals(id)) {
            throw new ProblemException(
                    ProblemType.INVALID, "Merging needs 'into', the id of the other incident, which goes on.");
        }
        // In the order of their ids, so that two mergers do not wait for each other.
        IncidentEntity first = store.lock(id.compareTo(target) < 0 ? id : target);
        IncidentEntity second = store.lock(id.compareTo(target) < 0 ? target : id);
        boolean inOrder = first.id.equals(id);
        lifecycle.merge(inOrder ? first : second, inOrder ? second : first, person.name());
    }

    void resolve(String id, @Nullable String reason) {
        IncidentEntity incident = store.lock(id);
        boolean ignored = incident.isOpen() && acknowledged(incident);
        String why = reason(reason);
        lifecycle.resolve(incident, person.name(), why == null ? "Resolved by " + person.name() + "." : why, true);
    }

    void close(String id, @Nullable String reason) {
        lifecycle.close(store.lock(id), person.name(), reason(reason));
    }

    void reopen(String id, @Nullable String reason) {
        String why = reason(reason);
        lifecycle.reopen(store.lock(id), person.name(), why == null ? "Reopened by " + person.name() + "." : why);
    }

    private boolean acknowledged(IncidentEntity incident) {
        if (incident.acknowledgedAt != null) {
            return false;
        }
        incident.acknowledgedAt = store.now();
        return true;
    }

    private IncidentEntity unclosed(String id, String what) {
        IncidentEntity incident = store.lock(id);
        if (incident.closedAt != null) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Incident " + incident.number + " is " + incident.status + ", so '" + what
                            + "' is not possible. Open moves: reopen.",
                    List.of(Map.of("move", "reopen")));
        }
        return incident;
    }

    private static @Nullable String reason(@Nullable String reason) {
        String text = text(reason);
        return text.isEmpty() ? null : limited("reason", text, MAX_TEXT);
    }

    private static String limited(String field, String text, int max) {
        if (text.length() > max) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "'" + field + "' has " + text.length() + " characters; there may be " + max + ".");
        }
        return text;
    }

    private static String text(@Nullable String stated) {
        return stated == null ? "" : stated.strip();
    }
}
