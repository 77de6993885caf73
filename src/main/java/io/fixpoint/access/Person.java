package io.fixpoint.access;

import java.util.Set;

/** Who calls. Request-scoped: inject it where a change is recorded under a name, or groups decide. */
public interface Person {
    String name();

    Set<String> roles();

    /** The groups of human tasks that the person belongs to. */
    Set<String> groups();

    default boolean is(String role) {
        return roles().contains(role);
    }
}
