/** Fixpoint watches itself: its own figures are facts in its own log. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.observation;
