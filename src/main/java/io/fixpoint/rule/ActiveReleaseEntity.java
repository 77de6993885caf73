package io.fixpoint.rule;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity(name = "ActiveRuleRelease")
@Table(name = "rule_active_release")
class ActiveReleaseEntity {
    static final int ONLY_ROW = 1;

    @Id
    int id = ONLY_ROW;

    @Column(name = "release_number")
    int release;

    @Column(name = "activated_by")
    String activatedBy;

    @Column(name = "activated_at")
    Instant activatedAt;
}
