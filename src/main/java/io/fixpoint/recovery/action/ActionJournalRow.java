package io.fixpoint.recovery.action;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code action_journal}. */
@Entity
@Table(name = "action_journal")
class ActionJournalRow {
    @Id
    @Column(name = "job_id")
    String key;

    @Column(name = "execution_id")
    String executionId;

    @Column(name = "recovery_id")
    String recoveryId;

    @Column(name = "incident_id")
    String incidentId;

    String element;

    String action;

    @Enumerated(EnumType.STRING)
    JournalEntry.State state;

    int attempt;

    @Column(columnDefinition = "text")
    String inputs;

    @Column(columnDefinition = "text")
    String output;

    @Column(columnDefinition = "text")
    String error;

    String node;

    @Column(name = "started_at")
    Instant startedAt;

    @Column(name = "ended_at")
    Instant endedAt;

    @Enumerated(EnumType.STRING)
    ActionJournal.Decision decision;

    @Column(name = "decided_by")
    String decidedBy;

    @Column(name = "decided_at")
    Instant decidedAt;

    static ActionJournalRow of(JournalEntry entry) {
        ActionJournalRow row = new ActionJournalRow();
        row.key = entry.key();
        row.take(entry);
        return row;
    }

    void take(JournalEntry entry) {
        executionId = entry.executionId();
        recoveryId = entry.recoveryId();
        incidentId = entry.incidentId();
        element = entry.element();
        action = entry.action();
        state = entry.state();
        attempt = entry.attempt();
        inputs = entry.inputs();
        output = entry.output();
        error = entry.error();
        node = entry.node();
        startedAt = entry.startedAt();
        endedAt = entry.endedAt();
        decision = entry.decision();
        decidedBy = entry.decidedBy();
        decidedAt = entry.decidedAt();
    }

    JournalEntry entry() {
        return new JournalEntry(
                key,
                executionId,
                recoveryId,
                incidentId,
                element,
                action,
                state,
                attempt,
                inputs,
                output,
                error,
                node,
                startedAt,
                endedAt,
                decision,
                decidedBy,
                decidedAt);
    }
}
