package io.fixpoint.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.access.Logins.RefusedException;
import io.quarkus.elytron.security.common.BcryptUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersTest {
    private static final String HASH = BcryptUtil.bcryptHash("secret", 4);
    private static final String ADDRESS = "10.0.0.1";

    @TempDir
    Path dataDir;

    private final TickingClock clock = new TickingClock();

    private record Settings(Optional<String> adminPassword, Optional<Path> usersFile) implements AccessConfig {
        static Settings of(@Nullable String adminPassword, @Nullable Path usersFile) {
            return new Settings(Optional.ofNullable(adminPassword), Optional.ofNullable(usersFile));
        }

        @Override
        public Duration sessionIdle() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration sessionLongest() {
            return Duration.ofDays(1);
        }

        @Override
        public Duration remember() {
            return Duration.ofMinutes(5);
        }

        @Override
        public int attempts() {
            return 3;
        }

        @Override
        public Duration lockout() {
            return Duration.ofMinutes(1);
        }
    }

    private Users users(AccessConfig config) {
        return new Users(config, dataDir, clock, change -> {});
    }

    private Users usersOf(String text) throws IOException {
        Files.writeString(dataDir.resolve("users.yaml"), text);
        Users users = users(Settings.of(null, null));
        users.start();
        return users;
    }

    private static String userText(String hash) {
        return UsersFile.write(List.of(new User("ada", hash, Set.of(Roles.VIEWER), Set.of("operators"))));
    }

    @Test
    void firstStartMakesAdminWithAGeneratedPasswordForTheOwnerOnly() throws Exception {
        Users users = users(Settings.of(null, null));
        users.start();

        Path passwordFile = dataDir.resolve("admin-password");
        String password = Files.readString(passwordFile).strip();
        assertThat(password).hasSize(24);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passwordFile)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir.resolve("users.yaml"))))
                .isEqualTo("rw-------");
        User admin =
                new Logins(users, Settings.of(null, null), clock).check(Users.ADMIN, password.toCharArray(), ADDRESS);
        assertThat(admin.roles()).containsExactlyInAnyOrderElementsOf(Roles.ALL);
        assertThat(admin.groups()).containsExactlyInAnyOrder("operators", "managers");
    }

    @Test
    void laterStartKeepsTheUsers() throws Exception {
        users(Settings.of("first", null)).start();
        Users later = users(Settings.of("second", null));
        later.start();

        Logins logins = new Logins(later, Settings.of(null, null), clock);
        assertThat(logins.check("admin", "first".toCharArray(), ADDRESS).name()).isEqualTo("admin");
        assertThatThrownBy(() -> logins.check("admin", "second".toCharArray(), ADDRESS))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void configuredFileMustExist() {
        Path missing = dataDir.resolve("nowhere.yaml");
        assertThatThrownBy(() -> users(Settings.of(null, missing)).start())
                .isInstanceOf(InvalidUsersException.class)
                .hasMessageContaining(missing.toString());
        assertThat(missing).doesNotExist();
    }

    @Test
    void everythingWrongIsToldWithItsLine() {
        assertThatThrownBy(() -> usersOf("""
                        users:
                          ada:
                            password: plain
                            roles: [viewer, boss]
                            colour: red
                          bob:
                            roles: [viewer]
                        """))
                .isInstanceOf(InvalidUsersException.class)
                .hasMessageContaining("users.yaml:3: the password of 'ada' is no bcrypt hash")
                .hasMessageContaining("users.yaml:4: there is no role 'boss'")
                .hasMessageContaining("users.yaml:5: user 'ada' has an unknown key 'colour'")
                .hasMessageContaining("users.yaml:6: user 'bob' has no password")
                .hasMessageNotContaining("plain");
    }

    @Test
    void brokenYamlIsToldWithItsLine() {
        assertThatThrownBy(() -> usersOf("users:\n  ada: [\n"))
                .isInstanceOf(InvalidUsersException.class)
                .hasMessageContaining("users.yaml:3:");
    }

    @Test
    void wrongChangeLeavesTheFormerUsersInForce() throws IOException {
        Users users = usersOf(userText(HASH));
        Files.writeString(dataDir.resolve("users.yaml"), "users: nonsense");
        clock.advance(Duration.ofSeconds(2));

        assertThat(users.find("ada")).isPresent();
    }

    @Test
    void removedUserIsRefusedThoughRemembered() throws Exception {
        Users users = usersOf(userText(HASH));
        Logins logins = new Logins(users, Settings.of(null, null), clock);
        logins.check("ada", "secret".toCharArray(), ADDRESS);
        assertThat(logins.remembered("ada", "secret".toCharArray())).isPresent();

        Files.writeString(dataDir.resolve("users.yaml"), userText(HASH).replace("ada:", "grace:"));
        clock.advance(Duration.ofSeconds(2));

        assertThat(logins.remembered("ada", "secret".toCharArray())).isEmpty();
        assertThat(users.find("grace")).isPresent();
    }

    @Test
    void changedPasswordIsForgottenAndOldOneRefused() throws Exception {
        Users users = usersOf(userText(HASH));
        Logins logins = new Logins(users, Settings.of(null, null), clock);
        logins.check("ada", "secret".toCharArray(), ADDRESS);

        Files.writeString(dataDir.resolve("users.yaml"), userText(BcryptUtil.bcryptHash("another", 5)) + "\n");
        clock.advance(Duration.ofSeconds(2));

        assertThat(logins.remembered("ada", "secret".toCharArray())).isEmpty();
        assertThatThrownBy(() -> logins.check("ada", "secret".toCharArray(), ADDRESS))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void rememberedPasswordExpires() throws Exception {
        Logins logins = new Logins(usersOf(userText(HASH)), Settings.of(null, null), clock);
        logins.check("ada", "secret".toCharArray(), ADDRESS);
        clock.advance(Duration.ofMinutes(5));

        assertThat(logins.remembered("ada", "secret".toCharArray())).isEmpty();
    }

    @Test
    void tooManyWrongPasswordsLockThisUserAtThisAddressForAWhile() throws Exception {
        Logins logins = new Logins(usersOf(userText(HASH)), Settings.of(null, null), clock);
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> logins.check("ada", "wrong".toCharArray(), ADDRESS))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> assertThat(refused.retryAfter()).isZero());
        }
        assertThatThrownBy(() -> logins.check("ada", "secret".toCharArray(), ADDRESS))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(1)));
        assertThat(logins.check("ada", "secret".toCharArray(), "10.0.0.2").name())
                .isEqualTo("ada");

        clock.advance(Duration.ofMinutes(1));
        assertThat(logins.check("ada", "secret".toCharArray(), ADDRESS).name()).isEqualTo("ada");
    }
}
