package io.fixpoint.outbound;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of the client for a test: short limits. */
public record HttpSettings(
        Map<String, String> endpoints,
        Optional<List<String>> allowedHosts,
        boolean allowPrivate,
        Map<String, Secret> secrets,
        Optional<Path> secretsDir)
        implements HttpConfig {
    static final int KEPT = 10_000;

    public static HttpSettings endpoint(String address) {
        return new HttpSettings(Map.of("control", address), Optional.empty(), false, Map.of(), Optional.empty());
    }

    public static HttpSettings hosts(boolean allowPrivate, String... hosts) {
        return new HttpSettings(Map.of(), Optional.of(List.of(hosts)), allowPrivate, Map.of(), Optional.empty());
    }

    /** The same with a secret more, for these hosts. */
    public HttpSettings secret(String name, String value, String... hosts) {
        Map<String, Secret> more = new HashMap<>(secrets);
        more.put(name, new StatedSecret(Optional.of(value), Optional.of(List.of(hosts))));
        return new HttpSettings(endpoints, allowedHosts, allowPrivate, more, secretsDir);
    }

    /** The same with a folder of secrets, of which the named one is for these hosts. */
    public HttpSettings secretsIn(Path folder, String name, String... hosts) {
        Map<String, Secret> more = new HashMap<>(secrets);
        more.put(name, new StatedSecret(Optional.empty(), Optional.of(List.of(hosts))));
        return new HttpSettings(endpoints, allowedHosts, allowPrivate, more, Optional.of(folder));
    }

    private record StatedSecret(Optional<String> value, Optional<List<String>> hosts) implements Secret {}

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
