package io.fixpoint.access;

import static org.awaitility.Awaitility.await;

import io.quarkus.elytron.security.common.BcryptUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;

/** Further users of the running test server; the password of each is its name. */
public final class TestUsers {
    private TestUsers() {}

    /** Adds the user to the users file, unless it is there, and waits until the server knows it. */
    public static void add(Users users, String name, Set<String> roles, Set<String> groups) {
        if (users.find(name).isPresent()) {
            return;
        }
        Path file = Path.of(ConfigProvider.getConfig().getValue("fixpoint.data-dir", String.class))
                .resolve("users.yaml");
        // The cheapest hash that there is: a test logs in often.
        User user = new User(name, BcryptUtil.bcryptHash(name, 4), roles, groups);
        try {
            String written = UsersFile.write(java.util.List.of(user));
            String lines = written.substring(written.indexOf('\n', written.indexOf("users:")) + 1);
            Files.writeString(file, Files.readString(file).stripTrailing() + "\n" + lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().until(() -> users.find(name).isPresent());
    }

    /** Takes the user out again. */
    public static void remove(Users users, String name) {
        Path file = Path.of(ConfigProvider.getConfig().getValue("fixpoint.data-dir", String.class))
                .resolve("users.yaml");
        try {
            Files.writeString(
                    file,
                    UsersFile.write(UsersFile.read(file).values().stream()
                            .filter(user -> !user.name().equals(name))
                            .toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().until(() -> users.find(name).isEmpty());
    }
}
