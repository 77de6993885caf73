package io.fixpoint.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Somebody who is logged in with a browser. */
@Entity
@Table(name = "login_session")
class LoginSessionEntity {
    /** A hash of the secret that the cookie holds. */
    @Id
    String id;

    String person;

    /** A hash of the person's password hash at the login: with another password the session is over. */
    String password;

    @Column(name = "created_at")
    Instant createdAt;

    /** When it was used last, to the minute. */
    @Column(name = "used_at")
    Instant usedAt;
}
