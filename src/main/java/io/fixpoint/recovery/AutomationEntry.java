package io.fixpoint.recovery;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One setting of the automation switch. */
@Entity
@Table(name = "automation_switch")
class AutomationEntry {

    /** {@code service} is empty for all services; a temporary entry stands before the lasting one. */
    @Embeddable
    record Key(String service, boolean temporary) implements Serializable {}

    @EmbeddedId
    Key key;

    @Enumerated(EnumType.STRING)
    AutomationMode mode;

    @Nullable
    String reason;

    @Column(name = "until_at")
    @Nullable
    Instant until;

    @Column(name = "changed_by")
    String changedBy;

    @Column(name = "changed_at")
    Instant changedAt;
}
