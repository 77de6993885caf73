package io.fixpoint.access;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The users of the users file. The first start writes it, with the one user {@code admin} who may do everything; a
 * change of it is picked up within seconds, and a change that is wrong leaves the former users in force.
 */
@ApplicationScoped
public class Users {
    /** The name of the first user. */
    public static final String ADMIN = "admin";

    private static final Logger LOG = Logger.getLogger(Users.class);
    private static final Set<String> FIRST_GROUPS = Set.of("operators", "managers");
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int PASSWORD_BYTES = 18;

    private final AccessConfig config;
    private final Path dataDir;
    private final Path file;
    private final Clock clock;
    private final Consumer<UsersChanged> changes;

    private volatile Map<String, User> users = Map.of();
    private @Nullable Stamp stamp;
    private Instant lookedAt = Instant.MIN;

    /** What tells one state of the file from another. */
    private record Stamp(FileTime modified, long size) {}

    @Inject
    Users(
            AccessConfig config,
            @ConfigProperty(name = "fixpoint.data-dir") Path dataDir,
            Clock clock,
            Event<UsersChanged> changes) {
        this(config, dataDir, clock, change -> tell(changes, change));
    }

    /** An edit is noticed on a thread that reads from the network, and must not wait for a database. */
    private static void tell(Event<UsersChanged> changes, UsersChanged change) {
        if (change.byHand()) {
            Infrastructure.getDefaultWorkerPool().execute(() -> changes.fire(change));
        } else {
            changes.fire(change);
        }
    }

    Users(AccessConfig config, Path dataDir, Clock clock, Consumer<UsersChanged> changes) {
        this.changes = changes;
        this.config = config;
        this.dataDir = dataDir;
        this.file = config.usersFile().orElse(dataDir.resolve("users.yaml"));
        this.clock = clock;
    }

    /**
     * Reads the users, or makes the first one.
     *
     * @throws InvalidUsersException if the file is wrong, or is configured and not there
     */
    public synchronized void start() {
        if (config.usersFile().isEmpty() && Files.notExists(file)) {
            makeFirstUser();
        }
        stamp = stamp();
        users = UsersFile.read(file);
        config.adminPassword().ifPresent(this::warnIfUnused);
    }

    /** The user of this name, as the file now has it. */
    Optional<User> find(String name) {
        followFile();
        return Optional.ofNullable(users.get(name));
    }

    /** All users, as the file now has them. */
    public List<? extends Person> people() {
        followFile();
        return List.copyOf(users.values());
    }

    /**
     * The users, and which state of them it is.
     *
     * @param version changes with any of them
     */
    record Known(Map<String, User> users, String version) {}

    /** All that is known of the users, as the file now has them. */
    Known known() {
        followFile();
        return known(users);
    }

    private static Known known(Map<String, User> users) {
        return new Known(Map.copyOf(users), Sha256.hex(UsersFile.write(users.values())));
    }

    /**
     * Writes these users into the file, in place of all.
     *
     * @return false if the state is another one than the given by now; then nothing is done
     */
    synchronized boolean replace(List<User> wanted, String version) {
        lookedAt = Instant.MIN;
        followFile();
        if (!known(users).version().equals(version)) {
            return false;
        }
        try {
            writeForOwner(file, UsersFile.write(wanted));
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.UNAVAILABLE,
                    "The users file " + file + " cannot be written, so nothing has changed: " + e.getMessage());
        }
        stamp = stamp();
        Map<String, User> before = users;
        users = UsersFile.read(file);
        changes.accept(new UsersChanged(views(before), views(users), false));
        return true;
    }

    private synchronized void followFile() {
        Instant now = clock.instant();
        if (now.isBefore(lookedAt.plus(LOOK_AGAIN)) && !now.isBefore(lookedAt)) {
            return;
        }
        lookedAt = now;
        Stamp current = stamp();
        if (current == null || current.equals(stamp)) {
            return;
        }
        stamp = current;
        try {
            Map<String, User> before = users;
            users = UsersFile.read(file);
            changes.accept(new UsersChanged(views(before), views(users), true));
            LOG.infof("The users file %s has changed: %d users.", file, users.size());
        } catch (InvalidUsersException e) {
            LOG.errorf(
                    "The users file has changed and is wrong, so the former users stay in force.%n%s", e.getMessage());
        }
    }

    private static List<UserView> views(Map<String, User> users) {
        return users.values().stream()
                .map(UserView::of)
                .sorted(Comparator.comparing(UserView::name))
                .toList();
    }

    private @Nullable Stamp stamp() {
        try {
            return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
        } catch (IOException e) {
            return null;
        }
    }

    private void warnIfUnused(String password) {
        User admin = users.get(ADMIN);
        if (admin == null || !BcryptUtil.matches(password, admin.password())) {
            LOG.warnf(
                    "fixpoint.access.admin-password is used at the first start only: %s has another password for '%s',"
                            + " and that one holds.",
                    file, ADMIN);
        }
    }

    private void makeFirstUser() {
        try {
            Files.createDirectories(dataDir);
            String password;
            if (config.adminPassword().isPresent()) {
                password = config.adminPassword().get();
            } else {
                byte[] random = new byte[PASSWORD_BYTES];
                new SecureRandom().nextBytes(random);
                password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
                Path passwordFile = dataDir.resolve("admin-password");
                writeForOwner(passwordFile, password + "\n");
                LOG.infof("First start: log in as '%s' with the password in %s", ADMIN, passwordFile.toAbsolutePath());
            }
            User admin = new User(ADMIN, BcryptUtil.bcryptHash(password), Set.copyOf(Roles.ALL), FIRST_GROUPS);
            writeForOwner(file, UsersFile.write(List.of(admin)));
        } catch (IOException e) {
            throw new UncheckedIOException("The first user cannot be written into " + dataDir + ": " + e, e);
        }
    }

    /** Written beside and moved, so that a crash leaves the whole file or none. */
    private static void writeForOwner(Path target, String text) throws IOException {
        Path beside = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(beside);
        if (target.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(beside, text, StandardOpenOption.CREATE, StandardOpenOption.SYNC);
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
