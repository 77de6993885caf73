package io.fixpoint.access;

/** How somebody is known, for what goes on longer than a request. */
public interface Login {
    /** The person. */
    String name();

    /** Whether the credentials that came with the request still hold; it asks the database. */
    boolean holds();
}
