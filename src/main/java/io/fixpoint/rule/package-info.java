/** Checks, compiles, releases, runs and explains DRL. The only package that knows Drools. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.rule;
