package io.fixpoint.incident;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The open incident of a correlation key. */
@Entity
@Table(name = "open_correlation")
class OpenCorrelation {
    @Id
    @Column(name = "correlation_key")
    String correlationKey;

    String incident;
}
