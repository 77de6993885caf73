package io.fixpoint.access;

import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;

/**
 * Checks passwords. A right one is remembered for some minutes, as a hash under a key that only this process knows; it
 * is forgotten at once when the users file has another hash. Wrong ones are counted for each user and address.
 */
@ApplicationScoped
class Logins {
    private static final Logger LOG = Logger.getLogger(Logins.class);
    private static final int MOST_ENTRIES = 10_000;
    /** Compared for a name that is unknown, so that the time taken does not tell which names exist. */
    private static final String NOBODY = BcryptUtil.bcryptHash("nobody");

    private final Users users;
    private final AccessConfig config;
    private final Clock clock;
    private final SecretKeySpec key;
    private final Map<ByteBuffer, Instant> remembered = new ConcurrentHashMap<>();
    private final Map<Attempt, Failures> failures = new ConcurrentHashMap<>();

    private record Attempt(String name, String address) {}

    private record Failures(int count, Instant until) {}

    /** The password is wrong, or was too often. */
    static final class RefusedException extends Exception {
        private final Duration retryAfter;

        RefusedException(Duration retryAfter) {
            super("refused");
            this.retryAfter = retryAfter;
        }

        /** Zero unless there were too many attempts. */
        Duration retryAfter() {
            return retryAfter;
        }
    }

    @Inject
    Logins(Users users, AccessConfig config, Clock clock) {
        this.users = users;
        this.config = config;
        this.clock = clock;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
    }

    /** The user, if this password was checked a short time ago; quick. */
    Optional<User> remembered(String name, char[] password) {
        return users.find(name).filter(user -> {
            Instant until = remembered.get(fingerprint(user, password));
            return until != null && clock.instant().isBefore(until);
        });
    }

    /** Checks the password; slow. */
    User check(String name, char[] password, String address) throws RefusedException {
        Attempt attempt = new Attempt(name, address);
        Instant now = clock.instant();
        Failures before = failures.get(attempt);
        if (before != null && before.count() >= config.attempts() && now.isBefore(before.until())) {
            throw new RefusedException(Duration.between(now, before.until()));
        }
        Optional<User> user = users.find(name);
        String hash = user.map(User::password).orElse(NOBODY);
        if (!BcryptUtil.matches(new String(password), hash) || user.isEmpty()) {
            count(attempt, now);
            throw new RefusedException(Duration.ZERO);
        }
        failures.remove(attempt);
        if (remembered.size() >= MOST_ENTRIES) {
            remembered.clear();
        }
        remembered.values().removeIf(until -> !now.isBefore(until));
        remembered.put(fingerprint(user.get(), password), now.plus(config.remember()));
        return user.get();
    }

    private void count(Attempt attempt, Instant now) {
        if (failures.size() >= MOST_ENTRIES) {
            failures.values().removeIf(old -> !now.isBefore(old.until()));
        }
        Failures counted = failures.merge(
                attempt,
                new Failures(1, now.plus(config.lockout())),
                (old, first) -> now.isBefore(old.until()) ? new Failures(old.count() + 1, old.until()) : first);
        if (counted.count() == config.attempts()) {
            LOG.warnf(
                    "%d wrong passwords for user '%s' from %s: refused until %s.",
                    counted.count(), attempt.name(), attempt.address(), counted.until());
        }
    }

    private ByteBuffer fingerprint(User user, char[] password) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            for (String part : new String[] {user.name(), user.password(), new String(password)}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                mac.update(bytes);
            }
            return ByteBuffer.wrap(mac.doFinal()).asReadOnlyBuffer();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HmacSHA256", e);
        }
    }
}
