package io.fixpoint.access;

import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Users that a test adds to the running server. */
@ApplicationScoped
public class UsersFixture {
    /** The password of all of them. */
    public static final String PASSWORD = "of-a-test";

    private final Users users;
    private final Path file;

    UsersFixture(Users users, @ConfigProperty(name = "fixpoint.data-dir") Path dataDir) {
        this.users = users;
        this.file = dataDir.resolve("users.yaml");
    }

    /** Adds the user, who may log in from now on; one that is there already stays as it is. */
    public void add(String name, Set<String> roles) {
        try {
            List<User> all = new ArrayList<>(UsersFile.read(file).values());
            if (all.stream().noneMatch(user -> user.name().equals(name))) {
                all.add(new User(name, BcryptUtil.bcryptHash(PASSWORD, 4), roles, Set.of()));
                Files.writeString(file, UsersFile.write(all));
                users.start();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
