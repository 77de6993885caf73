/**
 * Recovery processes and human tasks: check, deploy, start, follow and resume. The only package that knows Camunda.
 *
 * <p>Whoever changes several things in one transaction locks them in this order, so that no two wait for each other: the
 * incident ({@code progress.lock}), the services that the guards hold (by name), the engine's rows (tasks, jobs, variables),
 * the action journal, the turn of recoveries. What was read before the first lock is read again after it.
 */
@org.jspecify.annotations.NullMarked
package io.fixpoint.recovery;
