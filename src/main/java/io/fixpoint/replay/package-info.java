/** Recorded or stated facts against rules, in memory: what they would conclude and decide, carried out nowhere. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.replay;
