/** What every endpoint has in common: pages, unknown parameters, idempotency keys. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.rest;
