package io.fixpoint.access;

import io.fixpoint.access.LoginSessionStore.LoginSession;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * People who are logged in with a browser. The cookie holds a random secret, of which only a hash is kept. The token
 * against forged requests is another hash of it: a page of another site can make a browser send the cookie, but cannot
 * read it. A session ends when it is not used for long, at an age, and at once when the person has another password or
 * is gone; the roles are those of today.
 */
@ApplicationScoped
class LoginSessions {
    private static final int SECRET_BYTES = 32;

    private final LoginSessionStore store;
    private final Users users;
    private final SecureRandom random = new SecureRandom();

    /** Somebody's session, as the cookie's secret tells it. */
    record Opened(User user, String id, String secret, String csrfToken, Instant expiresAt) {}

    @Inject
    LoginSessions(LoginSessionStore store, Users users) {
        this.store = store;
        this.users = users;
    }

    /** Begins a session of somebody whose password was checked. */
    Opened begin(User user) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        LoginSession session = store.begin(id(secret), user.name(), hash("password", user.password()));
        return opened(user, secret, session);
    }

    /** The session of this secret, if it holds; it is used now. */
    Optional<Opened> use(String secret) {
        return store.use(id(secret)).flatMap(session -> user(session).map(user -> opened(user, secret, session)));
    }

    /** Whether the session still holds; it is not used by that. */
    boolean holds(String id) {
        return store.find(id).flatMap(this::user).isPresent();
    }

    private Optional<User> user(LoginSession session) {
        return users.find(session.person())
                .filter(user -> hash("password", user.password()).equals(session.password()));
    }

    void end(String id) {
        store.end(id);
    }

    private static Opened opened(User user, String secret, LoginSession session) {
        return new Opened(user, session.id(), secret, csrfToken(secret), session.expiresAt());
    }

    private static String id(String secret) {
        return hash("session", secret);
    }

    /** What a request that changes something must bring in a header. */
    static String csrfToken(String secret) {
        return hash("csrf", secret);
    }

    private static String hash(String purpose, String text) {
        return Sha256.hex(purpose + ":" + text);
    }
}
