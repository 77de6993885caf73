/** Tells people: channels, and a delivery log with retries. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.notification;
