/** Errors as RFC 9457 problem details. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.problem;
