/** Benchmarks, each a main method with a documented command; {@code src/docs/benchmarks.md} has the figures. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.benchmark;
