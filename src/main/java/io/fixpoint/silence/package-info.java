/** Silences and maintenance windows: who need not be told of what, and when. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.silence;
