package io.fixpoint.node;

/** What a server holds in memory of the database, and another server may have changed. */
public interface SharedState {

    /** Takes over what was changed, if something was. */
    void refresh();
}
