/** Who may do what: users, roles and the refusal of everything else. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.access;
