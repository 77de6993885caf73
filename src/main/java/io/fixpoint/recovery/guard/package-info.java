/** What must hold before the server repairs by itself: budget, lock, freeze, maintenance windows, share. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.recovery.guard;
