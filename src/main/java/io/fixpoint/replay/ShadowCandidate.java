package io.fixpoint.replay;

import java.time.Instant;

/**
 * A candidate that runs beside the active release.
 *
 * @param files as JSON
 * @param since when it was put there
 * @param position of the last record before it
 */
record ShadowCandidate(String files, String message, String person, Instant since, long position) {}
