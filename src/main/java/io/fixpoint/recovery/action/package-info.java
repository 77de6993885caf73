/** One class per automated action, and the guarded client that all outbound calls go through. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.recovery.action;
