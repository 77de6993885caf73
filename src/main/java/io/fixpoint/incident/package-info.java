/** Incidents: lifecycle, store, timeline, report and statistics. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.incident;
