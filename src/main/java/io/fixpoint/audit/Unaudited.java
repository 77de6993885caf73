package io.fixpoint.audit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An endpoint that is no GET and yet changes nothing that a person answers for. Every other one is audited, so a new one
 * cannot forget it; {@code AuditedEndpointsTest} holds the list of these.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Unaudited {
    /** Why. */
    String value();
}
