@org.jspecify.annotations.NullMarked
package io.fixpoint.recovery.action;
