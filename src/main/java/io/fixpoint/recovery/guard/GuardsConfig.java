package io.fixpoint.recovery.guard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** How far the server may go by itself, for all services and for each. */
@ConfigMapping(prefix = "fixpoint.guards")
public interface GuardsConfig {

    /** How many repairs of one service may begin within an hour without a person; 0: none. */
    @WithDefault("6")
    int repairsPerHour();

    /** The share of a service's instances that a repair may touch without a person, from 0 to 1. */
    @WithDefault("1")
    double mostShare();

    /** After what time an approved repair whose service another recovery repairs asks again whether it is free. */
    @WithDefault("PT5S")
    Duration askAgain();

    /** By name of a service, what takes the place of the values for all. */
    Map<String, ForService> services();

    /** What is stated for one service. */
    interface ForService {
        /** See {@link GuardsConfig#repairsPerHour}. */
        OptionalInt repairsPerHour();

        /** See {@link GuardsConfig#mostShare}. */
        OptionalDouble mostShare();
    }

    /** The budget of the service. */
    default int repairsPerHour(String service) {
        return Optional.ofNullable(services().get(service))
                .map(ForService::repairsPerHour)
                .orElse(OptionalInt.empty())
                .orElse(repairsPerHour());
    }

    /** The share of the service. */
    default double mostShare(String service) {
        return Optional.ofNullable(services().get(service))
                .map(ForService::mostShare)
                .orElse(OptionalDouble.empty())
                .orElse(mostShare());
    }
}
