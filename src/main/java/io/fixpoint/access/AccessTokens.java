package io.fixpoint.access;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tokens for scripts, each with some of its owner's roles. A token may do what it was made for and what its owner may do
 * now, whichever is less; it ends with its owner.
 */
@ApplicationScoped
public class AccessTokens {
    /** How each token begins, so that scanners for secrets find one that was published. */
    public static final String PREFIX = "fixpoint_";

    private static final Logger LOG = Logger.getLogger(AccessTokens.class);
    private static final int SECRET_BYTES = 32;
    private static final int LONGEST_NAME = 100;
    private static final int MOST_OF_OWNER = 200;

    private final AccessTokenStore store;
    private final Users users;
    private final CurrentLogin login;
    private final Person person;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** A new token; {@code secret} is shown this once. */
    public record Made(AccessToken token, String secret) {}

    /** Somebody known by a token. */
    record Used(User owner, AccessToken token, Set<String> roles) {}

    @Inject
    AccessTokens(AccessTokenStore store, Users users, CurrentLogin login, Person person, Clock clock) {
        this.store = store;
        this.users = users;
        this.login = login;
        this.person = person;
        this.clock = clock;
    }

    /** Makes one for the person of the request. */
    public Made make(@Nullable String name, @Nullable Set<String> roles, @Nullable Instant expiresAt) {
        if (login.kind().equals("token")) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN, "A token makes no tokens; log in with your password to make one.");
        }
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            throw invalid("name must say what the token is for, in 1 to " + LONGEST_NAME + " characters.");
        }
        if (roles == null || roles.isEmpty()) {
            throw invalid("roles must name at least one of yours: " + new TreeSet<>(person.roles()) + ".");
        }
        for (String role : new TreeSet<>(roles)) {
            if (!person.roles().contains(role)) {
                throw invalid(
                        "roles has '" + role + "', which is none of yours: " + new TreeSet<>(person.roles()) + ".");
            }
        }
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            throw invalid("expiresAt is " + expiresAt + ", which has passed; leave it out or name a later time.");
        }
        if (store.count(person.name()) >= MOST_OF_OWNER) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "You have " + MOST_OF_OWNER + " tokens; remove some that nobody uses.");
        }
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new Made(
                store.add(
                        UUID.randomUUID().toString(),
                        Sha256.hex(secret),
                        name.strip(),
                        person.name(),
                        roles,
                        expiresAt),
                secret);
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(ProblemType.INVALID, detail);
    }

    /** Of the person of the request; an administrator sees those of everybody. */
    public List<AccessToken> list(int offset, int most) {
        return store.list(ownerShown(), offset, most);
    }

    /** How many {@link #list} has. */
    public long count() {
        return store.count(ownerShown());
    }

    private @Nullable String ownerShown() {
        return person.roles().contains(Roles.ADMIN) ? null : person.name();
    }

    /** One that the person of the request may see. */
    public AccessToken get(String id) {
        return store.find(id)
                .filter(token ->
                        person.roles().contains(Roles.ADMIN) || token.owner().equals(person.name()))
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no token '" + id + "'."));
    }

    /** From now on it is good for nothing. */
    public void remove(String id) {
        store.remove(get(id).id());
    }

    /** Who uses this token, if it holds. */
    Optional<Used> use(String secret) {
        AccessToken token = store.use(Sha256.hex(secret)).orElse(null);
        if (token == null) {
            return Optional.empty();
        }
        User owner = users.find(token.owner()).orElse(null);
        if (owner == null) {
            store.removeOf(token.owner());
            return Optional.empty();
        }
        Set<String> roles = new HashSet<>(token.roles());
        roles.retainAll(owner.roles());
        return Optional.of(new Used(owner, token, roles));
    }

    /** Somebody who gets the name of one who has gone does not get his tokens. */
    void removeOfTheGone(@Observes UsersChanged change) {
        Set<String> gone = new TreeSet<>();
        change.before().forEach(user -> gone.add(user.name()));
        change.after().forEach(user -> gone.remove(user.name()));
        for (String name : gone) {
            try {
                store.removeOf(name);
            } catch (RuntimeException e) {
                LOG.errorf(
                        e, "The tokens of '%s', who is gone, could not be removed; they are when one is used.", name);
            }
        }
    }
}
