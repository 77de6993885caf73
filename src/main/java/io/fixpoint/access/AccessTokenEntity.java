package io.fixpoint.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a script logs in with. */
@Entity
@Table(name = "access_token")
class AccessTokenEntity {
    @Id
    String id;

    /** A hash of the token. */
    String hash;

    String name;
    String owner;

    /** Names of roles, separated by spaces. */
    String roles;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;

    /** When it was used last, to the minute. */
    @Column(name = "used_at")
    @Nullable
    Instant usedAt;
}
