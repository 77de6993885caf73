/** Scenarios: facts on a time line, and what rules must or must not conclude of them. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.scenario;
