package io.fixpoint.outbound;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where outbound HTTP calls may go, and how long and large they may be. */
@ConfigMapping(prefix = "fixpoint.http")
public interface HttpConfig {

    /** Base addresses by name: {@code fixpoint.http.endpoints.control=http://10.0.0.7:9000/control}. */
    Map<String, String> endpoints();

    /**
     * Hosts that a {@code url} may name: {@code host} (any port), {@code host:port} or {@code *.example.org}. The hosts
     * of the endpoints are always allowed, with their port.
     */
    Optional<List<String>> allowedHosts();

    /**
     * Secrets by name, {@code fixpoint.http.secrets.pager=…}, which a step writes as {@code {secret:pager}} in headers,
     * body, path or query; and the only hosts that each may be sent to, {@code fixpoint.http.secrets.pager.hosts}.
     */
    Map<String, Secret> secrets();

    /**
     * A folder with a file for each secret, named as the secret, as Kubernetes mounts them. Read at each use. What has a
     * value above is not looked for here.
     */
    Optional<Path> secretsDir();

    /** A secret, and where it may be sent. */
    interface Secret {
        /** What it is; missing where the folder of secrets has it. */
        @WithParentName
        Optional<String> value();

        /** {@code host} (any port), {@code host:port} or {@code *.example.org}; it is sent to no other. */
        Optional<List<String>> hosts();
    }

    /**
     * Whether a {@code url} may lead to a private, loopback or link-local address. A named endpoint always may, since an
     * operator set it.
     */
    @WithDefault("false")
    boolean allowPrivate();

    /** How long a connection may take. */
    @WithDefault("PT5S")
    Duration connectTimeout();

    /** How long a call may take as a whole, unless it states its own limit. */
    @WithDefault("PT30S")
    Duration timeout();

    /** The longest limit that a call may state; must be well below the time for which a job is locked. */
    @WithDefault("PT2M")
    Duration maxTimeout();

    /** How much of an answer's body is kept; the rest is not read. */
    @WithDefault("256K")
    MemorySize maxResponseSize();
}
