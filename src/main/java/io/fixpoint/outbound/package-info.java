/** The one guarded client that every outbound call goes through. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.outbound;
