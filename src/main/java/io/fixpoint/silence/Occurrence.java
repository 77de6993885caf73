package io.fixpoint.silence;

import java.time.Instant;

/** A span of time, from its start on and before its end. */
record Occurrence(Instant startsAt, Instant endsAt) {}
