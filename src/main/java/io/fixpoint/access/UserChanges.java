package io.fixpoint.access;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes the users as a whole, and checks everything before. */
@ApplicationScoped
public class UserChanges {
    private static final int SHORTEST_PASSWORD = 12;
    /** bcrypt reads no more. */
    private static final int MOST_PASSWORD_BYTES = 72;

    private static final int LONGEST_GROUP = 100;
    private static final int MOST_USERS = 10_000;

    private final Users users;
    private final Person person;

    @Inject
    UserChanges(Users users, Person person) {
        this.users = users;
        this.person = person;
    }

    /** The users, and which state of them it is. */
    public record Listed(List<UserView> users, String version) {}

    /** What is wrong with a user. */
    public record UserProblem(int index, @Nullable String name, String detail) {}

    /** All users by name. */
    public Listed list() {
        Users.Known known = users.known();
        return new Listed(
                known.users().values().stream()
                        .map(UserView::of)
                        .sorted(Comparator.comparing(UserView::name))
                        .toList(),
                known.version());
    }

    /**
     * Puts these in place of all that there are.
     *
     * @param version which state they were made from
     * @throws ProblemException if the state is another one by now, if one is wrong, or if the person would lose the role
     *     that this needs
     */
    public Listed replace(@Nullable List<WantedUser> wanted, String version) {
        Users.Known known = users.known();
        if (!known.version().equals(version)) {
            throw changed();
        }
        Map<String, User> all = checked(wanted == null ? List.of() : wanted, known.users());
        User self = all.get(person.name());
        if (self == null || !self.roles().contains(Roles.ADMIN)) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "You would lose the role '" + Roles.ADMIN + "'; let another administrator do that.");
        }
        if (!users.replace(new ArrayList<>(all.values()), version)) {
            throw changed();
        }
        return list();
    }

    private static ProblemException changed() {
        return new ProblemException(
                ProblemType.PRECONDITION_FAILED,
                "The users were changed meanwhile; read them again, and make your change to what they are now.");
    }

    private static Map<String, User> checked(List<WantedUser> wanted, Map<String, User> before) {
        List<UserProblem> problems = new ArrayList<>();
        Map<String, User> all = new LinkedHashMap<>();
        for (int i = 0; i < wanted.size() && i <= MOST_USERS; i++) {
            WantedUser user = wanted.get(i);
            User old = user.name() == null ? null : before.get(user.name());
            String wrong = wrong(user, old, all);
            if (wrong != null) {
                problems.add(new UserProblem(i, user.name(), wrong));
            } else if (user.name() != null) {
                String hash = user.password() == null && old != null
                        ? old.password()
                        : BcryptUtil.bcryptHash(String.valueOf(user.password()));
                all.put(user.name(), new User(user.name(), hash, orNone(user.roles()), orNone(user.groups())));
            }
        }
        if (wanted.size() > MOST_USERS) {
            problems.add(new UserProblem(MOST_USERS, null, "There are more than " + MOST_USERS + " users."));
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(ProblemType.INVALID, "The users stay as they were.", problems);
        }
        return all;
    }

    private static Set<String> orNone(@Nullable Set<String> names) {
        return names == null ? Set.of() : names;
    }

    private static @Nullable String wrong(WantedUser user, @Nullable User old, Map<String, User> others) {
        if (user.name() == null || !UsersFile.isName(user.name())) {
            return "name must have 1 to 64 letters, digits and . _ @ + -";
        }
        if (others.containsKey(user.name())) {
            return "there are two of this name";
        }
        for (String role : orNone(user.roles())) {
            if (!Roles.ALL.contains(role)) {
                return "there is no role '" + role + "'; the roles are " + String.join(", ", Roles.ALL);
            }
        }
        for (String group : orNone(user.groups())) {
            if (group.isBlank() || group.length() > LONGEST_GROUP || !group.matches("[\\w .@+-]+")) {
                return "a group must have 1 to " + LONGEST_GROUP + " letters, digits, spaces and . _ @ + -";
            }
        }
        if (user.password() == null) {
            return old == null ? "a new user needs a password" : null;
        }
        if (user.password().length() < SHORTEST_PASSWORD) {
            return "the password must have " + SHORTEST_PASSWORD + " characters at least";
        }
        return user.password().getBytes(StandardCharsets.UTF_8).length > MOST_PASSWORD_BYTES
                ? "the password must have " + MOST_PASSWORD_BYTES + " bytes at most"
                : null;
    }
}
