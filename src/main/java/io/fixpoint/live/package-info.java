/** What changes, told to browsers as it happens. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.live;
