package io.fixpoint.fact;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter that takes a length of time, written as a literal in the rule: the server keeps the samples of the
 * longest window that a rule names, and no more.
 */
@Documented
@HostOnly
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface WindowLength {}
