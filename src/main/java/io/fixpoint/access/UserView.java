package io.fixpoint.access;

import java.util.SortedSet;
import java.util.TreeSet;

/** A user, without the password. */
public record UserView(String name, SortedSet<String> roles, SortedSet<String> groups) {
    static UserView of(User user) {
        return new UserView(user.name(), new TreeSet<>(user.roles()), new TreeSet<>(user.groups()));
    }
}
