package io.fixpoint.recovery;

/** A CDI event, fired in the transaction after which a waiting recovery may get its turn. */
record PlaceFreed() {}
