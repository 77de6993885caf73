package io.fixpoint.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Who may log in, and how often one may try. */
@ConfigMapping(prefix = "fixpoint.access")
public interface AccessConfig {

    /** The password of {@code admin} at the first start; generated into the data folder unless given. */
    Optional<String> adminPassword();

    /** The file of users; {@code users.yaml} in the data folder unless given. A file that is named here must exist. */
    Optional<Path> usersFile();

    /** For how long a password that was checked is not checked again: the check is slow on purpose. */
    @WithDefault("PT5M")
    Duration remember();

    /** After so many wrong passwords for a user from an address, it is refused for {@link #lockout()}. */
    @WithDefault("10")
    int attempts();

    /** The window in which {@link #attempts()} are counted. */
    @WithDefault("PT1M")
    Duration lockout();

    /** A browser's session ends after so long without a request. */
    @WithDefault("PT12H")
    Duration sessionIdle();

    /** A browser's session ends after so long in any case. */
    @WithDefault("P7D")
    Duration sessionLongest();
}
