package io.fixpoint.rule;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

@Entity(name = "RuleRelease")
@Table(name = "rule_release")
class RuleReleaseEntity {
    @Id
    int number;

    String hash;

    @Enumerated(EnumType.STRING)
    @Column(name = "source")
    RuleRelease.Origin origin;

    String author;
    String message;

    @Column(name = "published_at")
    Instant publishedAt;

    @ElementCollection
    @CollectionTable(name = "rule_release_file", joinColumns = @JoinColumn(name = "release_number"))
    @MapKeyColumn(name = "path")
    @Column(name = "content")
    Map<String, String> files = new TreeMap<>();
}
