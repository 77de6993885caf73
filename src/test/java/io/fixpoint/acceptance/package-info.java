/** The packaged server as its users meet it: a process of its own, told and asked over HTTP, and killed. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.acceptance;
