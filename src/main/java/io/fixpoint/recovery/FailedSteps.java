package io.fixpoint.recovery;

import io.fixpoint.recovery.action.RepeatableActionException;
import io.fixpoint.recovery.action.UnknownOutcomeException;
import org.camunda.bpm.engine.impl.cmd.DefaultJobRetryCmd;
import org.camunda.bpm.engine.impl.cmd.JobRetryCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.FailedJobCommandFactory;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;

/**
 * What becomes of a step that failed: it is tried again as often as the model or the configuration says, but not if
 * nobody knows whether its action was carried out. Then it is stalled at once, and a person is asked.
 */
final class FailedSteps implements FailedJobCommandFactory {

    @Override
    public Command<Object> getCommand(String jobId, Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof RepeatableActionException) {
                // Its cause may be an unknown outcome, but one that asks nobody.
                break;
            }
            if (cause instanceof UnknownOutcomeException) {
                return new Stall(jobId, cause);
            }
        }
        return new DefaultJobRetryCmd(jobId, exception);
    }

    private static final class Stall extends JobRetryCmd {

        Stall(String jobId, Throwable cause) {
            super(jobId, cause);
        }

        @Override
        public Object execute(CommandContext context) {
            JobEntity job = getJob();
            if (job != null) {
                job.unlock();
                // Before the retries: that there are none left is told with this message.
                logException(job);
                job.setRetries(0);
            }
            return jobId;
        }
    }
}
