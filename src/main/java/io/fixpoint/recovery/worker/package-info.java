/** Camunda's own calls for external workers: what its clients for Java and JavaScript need, and no more. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.recovery.worker;
