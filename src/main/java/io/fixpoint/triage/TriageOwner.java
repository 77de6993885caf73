package io.fixpoint.triage;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The one row that says who decides. */
@Entity
@Table(name = "triage_owner")
class TriageOwner {
    static final int ONLY = 1;

    @Id
    int id;

    long epoch;
    String owner;
    Instant since;
}
