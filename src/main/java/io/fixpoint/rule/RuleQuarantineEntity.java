package io.fixpoint.rule;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity(name = "RuleQuarantine")
@Table(name = "rule_quarantine")
class RuleQuarantineEntity {
    /** A hash of stage, id and text. */
    @Id
    String hash;

    @Enumerated(EnumType.STRING)
    Stage stage;

    @Column(name = "rule_id")
    String rule;

    @Column(name = "release_number")
    int release;

    String reason;
    Instant since;
}
