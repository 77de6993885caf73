/** One class per automated action, and the journal of what they did. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.recovery.action;
