/** The declared services and dependencies, and where in them a fault is likely to be. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.topology;
