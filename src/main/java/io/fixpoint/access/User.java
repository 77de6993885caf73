package io.fixpoint.access;

import java.util.Set;

/**
 * A user of the users file.
 *
 * @param password a bcrypt hash
 * @param groups whose human tasks the user may claim
 */
record User(String name, String password, Set<String> roles, Set<String> groups) implements Person {
    User {
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
    }
}
