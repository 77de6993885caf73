package io.fixpoint.detection;

import io.fixpoint.fact.Fact;

/**
 * A fact on its way into the state.
 *
 * @param time when it was observed, in microseconds, corrected if the sender's clock is seen to be ahead
 */
record Arrival(FactKey key, Fact fact, long time) {}
