package io.fixpoint.access;

import java.util.List;

/** The roles; each endpoint names those that may call it. */
public final class Roles {
    /** Reads. */
    public static final String VIEWER = "viewer";
    /** Works on incidents and tasks. */
    public static final String OPERATOR = "operator";
    /** Checks, tests, replays and simulates. */
    public static final String AUTHOR = "author";
    /** Publishes, deploys and administers. */
    public static final String ADMIN = "admin";
    /** Posts facts and nothing else. */
    public static final String INGEST = "ingest";
    /** Fetches and completes external tasks. */
    public static final String WORKER = "worker";

    /** All of them. */
    public static final List<String> ALL = List.of(VIEWER, OPERATOR, AUTHOR, ADMIN, INGEST, WORKER);

    private Roles() {}
}
