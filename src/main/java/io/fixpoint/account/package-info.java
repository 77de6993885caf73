/** Users and tokens: what people manage of who may do what. */
@org.jspecify.annotations.NullMarked
package io.fixpoint.account;
