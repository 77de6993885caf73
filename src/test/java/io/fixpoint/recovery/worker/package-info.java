@org.jspecify.annotations.NullMarked
package io.fixpoint.recovery.worker;
