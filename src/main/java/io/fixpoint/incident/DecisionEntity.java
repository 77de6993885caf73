package io.fixpoint.incident;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A decision that was carried out, or given up. */
@Entity
@Table(name = "decision")
class DecisionEntity {
    /** SHA-256 of the decision's key, since a key has no greatest length. */
    @Id
    @Column(name = "decision_key")
    String key;

    String kind;
    String described;

    @Nullable
    String incident;

    String outcome;

    @Column(name = "carried_out_at")
    Instant carriedOutAt;
}
