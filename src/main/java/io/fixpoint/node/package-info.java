/** Servers that share a database: which one this is, which one leads, and what another one has changed. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.node;
