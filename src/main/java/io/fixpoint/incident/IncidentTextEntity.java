package io.fixpoint.incident;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** What can be searched of an incident; many incidents share it. */
@Entity
@Table(name = "incident_text")
class IncidentTextEntity {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    String service;

    String title;

    @Column(name = "correlation_key")
    String correlationKey;

    /** All three in lower case. */
    String lowered;
}
