/** Keeps facts: append durably, read from a position, retain. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.factlog;
