/**
 * The language of rules: every type that a rule may match or conclude, and the observations that the server takes in.
 *
 * <p>State facts and conclusions are JavaBeans (Drools finds no record accessors in a consequence); what a rule may not
 * call is marked {@link io.fixpoint.fact.HostOnly}. This package depends on nothing.
 */
@org.jspecify.annotations.NullMarked
package io.fixpoint.fact;
