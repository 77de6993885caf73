/** A small shop that can really break and really be repaired, and the demonstration that uses it. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.demo;
