package io.fixpoint.database;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Which database is used. */
@ConfigMapping(prefix = DatabaseConfig.PREFIX)
public interface DatabaseConfig {
    String PREFIX = "fixpoint.database";

    /** {@code jdbc:postgresql://host:port/name}; without it, H2 in the data folder. */
    Optional<String> url();

    /** Whom PostgreSQL knows the server as; without it, the URL says, or the user that runs the server. */
    Optional<String> user();

    /** That user's password. */
    Optional<String> password();
}
