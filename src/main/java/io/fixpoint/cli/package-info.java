/** The command line, and the order in which a server starts and stops. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.cli;
