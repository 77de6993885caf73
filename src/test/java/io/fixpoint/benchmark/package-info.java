/** How fast it is, beside plain Drools: {@code src/docs/benchmarks.md} says how to run it and what it printed. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.benchmark;
