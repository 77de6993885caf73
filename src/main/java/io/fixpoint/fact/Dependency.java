package io.fixpoint.fact;

/** One service calls another. ({@code from} is a word of DRL, hence {@code caller} and {@code provider}.) */
public final class Dependency {
    private final String caller;
    private final String provider;

    @HostOnly
    public Dependency(String caller, String provider) {
        this.caller = caller;
        this.provider = provider;
    }

    /** The service that calls. */
    public String getCaller() {
        return caller;
    }

    /** The service that is called, and that the caller depends on. */
    public String getProvider() {
        return provider;
    }

    @Override
    public String toString() {
        return caller + " calls " + provider;
    }
}
