/** Accepts facts in every format and refuses what is invalid, with the reason. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.intake;
