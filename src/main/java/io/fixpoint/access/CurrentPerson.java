package io.fixpoint.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The person of the request, from its identity. */
@RequestScoped
class CurrentPerson implements Person {
    private final SecurityIdentity identity;

    CurrentPerson(SecurityIdentity identity) {
        this.identity = identity;
    }

    @Override
    public String name() {
        return identity.isAnonymous() ? "anonymous" : identity.getPrincipal().getName();
    }

    @Override
    public Set<String> roles() {
        return Set.copyOf(identity.getRoles());
    }

    @Override
    public Set<String> groups() {
        @Nullable Set<String> groups = identity.getAttribute(PasswordIdentityProvider.GROUPS);
        return groups == null ? Set.of() : groups;
    }
}
