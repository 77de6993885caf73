/** What people changed, with before and after. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.audit;
