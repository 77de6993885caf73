package io.fixpoint.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user as he is to be.
 *
 * @param password null if it stays as it is
 */
public record WantedUser(
        @Nullable String name,
        @Nullable Set<String> roles,
        @Nullable Set<String> groups,
        @Nullable String password) {
    @Override
    public String toString() {
        return "WantedUser[name=" + name + ", roles=" + roles + ", groups=" + groups + "]";
    }
}
