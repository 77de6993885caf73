package io.fixpoint.demo;

import java.util.Map;
import java.util.Optional;

/** The server that runs beside the shop, in this process; the command line knows how to start one. */
public interface DemoServer {

    /** Begins to start it with these settings and returns. Called once. */
    void start(Map<String, String> settings);

    /** Why it ended by itself, if it did. */
    Optional<String> failure();

    /** Stops it and returns when it has stopped. */
    void stop();
}
