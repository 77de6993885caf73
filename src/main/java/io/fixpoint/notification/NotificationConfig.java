package io.fixpoint.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Whom to tell, and how hard to try. */
@ConfigMapping(prefix = "fixpoint.notify")
public interface NotificationConfig {

    /** Is posted Alertmanager's webhook format, version 4; nobody is told if missing. */
    Optional<URI> webhook();

    /** What {@code Authorization} says to it, such as {@code Bearer {secret:pager}}; see {@code fixpoint.http.secrets}. */
    Optional<String> authorization();

    /** Where people reach this server, for the links in what they are told. */
    @WithDefault("http://localhost:8080")
    URI externalUrl();

    /** How long a message waits before it is sent, so that a rule can still suppress it. */
    @WithDefault("PT1S")
    Duration waitFor();

    /** How long the receiver may take. */
    @WithDefault("PT10S")
    Duration timeout();

    /** How long after a failure it is tried again; twice as long after each further one. */
    @WithDefault("PT2S")
    Duration retryAfter();

    /** The longest time between two attempts. */
    @WithDefault("PT5M")
    Duration retryAtMost();

    /** How long after its making a message is given up. */
    @WithDefault("P1D")
    Duration giveUpAfter();

    /** How often it looks for messages that are due. */
    @WithDefault("PT5S")
    Duration poll();
}
