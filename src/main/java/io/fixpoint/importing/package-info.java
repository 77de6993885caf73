/** Makes rules of foreign alert rules: exactly, or not at all and with the reason. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.importing;
