package io.fixpoint.outbound;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of the client for a test: short limits. */
public record HttpSettings(Map<String, String> endpoints, Optional<List<String>> allowedHosts, boolean allowPrivate)
        implements HttpConfig {
    static final int KEPT = 10_000;

    public static HttpSettings endpoint(String address) {
        return new HttpSettings(Map.of("control", address), Optional.empty(), false);
    }

    public static HttpSettings hosts(boolean allowPrivate, String... hosts) {
        return new HttpSettings(Map.of(), Optional.of(List.of(hosts)), allowPrivate);
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration maxTimeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    public MemorySize maxResponseSize() {
        return new MemorySize(BigInteger.valueOf(KEPT));
    }
}
