package io.fixpoint.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/** The server's public REST API, as any script uses it. */
interface Api {

    /**
     * Reads.
     *
     * @throws IOException if the server does not answer, or not with a 2xx
     */
    JsonNode get(String path) throws IOException, InterruptedException;

    /**
     * Does.
     *
     * @throws IOException if the server does not answer, or not with a 2xx
     */
    void post(String path, Map<String, ?> body) throws IOException, InterruptedException;

    /** A shell command that does the same as {@link #post}. */
    String curl(String path, Map<String, ?> body);
}
