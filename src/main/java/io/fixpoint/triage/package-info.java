/** From anomalies to decisions, in one session that sees all services. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.triage;
