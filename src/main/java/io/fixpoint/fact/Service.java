package io.fixpoint.fact;

import org.jspecify.annotations.Nullable;

/** A service of the declared topology. */
public final class Service {
    private final String name;
    private final @Nullable String tier;
    private final @Nullable String owner;
    private final Criticality criticality;

    @HostOnly
    public Service(String name, @Nullable String tier, @Nullable String owner, Criticality criticality) {
        this.name = name;
        this.tier = tier;
        this.owner = owner;
        this.criticality = criticality;
    }

    /** Its name, as the facts have it. */
    public String getName() {
        return name;
    }

    /** The tier that it belongs to; null if that is not declared. */
    public @Nullable String getTier() {
        return tier;
    }

    /** The group that owns the service. */
    public @Nullable String getOwner() {
        return owner;
    }

    /** How much depends on it; the default mode of repairs follows from it. */
    public Criticality getCriticality() {
        return criticality;
    }

    @Override
    public String toString() {
        return "service " + name;
    }
}
