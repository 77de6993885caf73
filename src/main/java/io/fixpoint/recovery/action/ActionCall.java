package io.fixpoint.recovery.action;

import org.jspecify.annotations.Nullable;

/**
 * One automated action about to be carried out.
 *
 * @param key id of the job that executes the step: the same after a crash and a retry, another one each time that the
 *     process comes to the element anew
 * @param recoveryId id of the outermost process instance
 * @param process key of the process that the element is of
 * @param element id of the BPMN element
 * @param action name of the action, such as {@code http}
 * @param repeatable whether doing it twice does no harm
 * @param inputs what it is asked to do, for people; holds no credentials
 */
record ActionCall(
        String key,
        String executionId,
        String recoveryId,
        @Nullable String incidentId,
        String process,
        String element,
        String action,
        boolean repeatable,
        String inputs) {}
