package io.fixpoint.recovery;

import io.fixpoint.recovery.action.NotDoneException;
import io.fixpoint.recovery.action.RepeatableActionException;
import io.fixpoint.recovery.action.UnknownOutcomeException;
import java.time.Duration;
import java.util.Date;
import java.util.function.BiConsumer;
import org.camunda.bpm.engine.impl.cmd.DefaultJobRetryCmd;
import org.camunda.bpm.engine.impl.cmd.JobRetryCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.jobexecutor.FailedJobCommandFactory;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/**
 * What becomes of a step that failed: it is tried again as often as the model or the configuration says, but not if
 * nobody knows whether its action was carried out. Then it is stalled at once, and a person is asked.
 */
final class FailedSteps implements FailedJobCommandFactory {
    private final Duration askAgain;
    private final BiConsumer<ExecutionEntity, String> heldBack;

    /**
     * Made with what is to be told.
     *
     * @param askAgain after what time a step that is held back is tried again
     * @param heldBack hears of the execution and the reason, the first time that its step is held back
     */
    FailedSteps(Duration askAgain, BiConsumer<ExecutionEntity, String> heldBack) {
        this.askAgain = askAgain;
        this.heldBack = heldBack;
    }

    @Override
    public Command<Object> getCommand(String jobId, Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof HeldBackException) {
                return new Postpone(jobId, cause);
            }
            if (cause instanceof RepeatableActionException) {
                // Its cause may be an unknown outcome, but one that asks nobody.
                break;
            }
            if (cause instanceof UnknownOutcomeException) {
                return new Stall(jobId, cause);
            }
            if (cause instanceof NotDoneException refused && refused.again().isPresent()) {
                return new Later(jobId, exception, refused.again().get());
            }
        }
        return new DefaultJobRetryCmd(jobId, exception);
    }

    static boolean isHeldBack(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HeldBackException) {
                return true;
            }
        }
        return false;
    }

    private final class Postpone extends JobRetryCmd {

        Postpone(String jobId, Throwable cause) {
            super(jobId, cause);
        }

        @Override
        public Object execute(CommandContext context) {
            JobEntity job = getJob();
            if (job != null) {
                String reason = String.valueOf(exception.getMessage());
                boolean first = !reason.equals(job.getExceptionMessage());
                job.unlock();
                job.setExceptionMessage(reason);
                job.setDuedate(Date.from(ClockUtil.getCurrentTime().toInstant().plus(askAgain)));
                ExecutionEntity execution = job.getExecution();
                if (first && execution != null) {
                    heldBack.accept(execution, reason);
                }
            }
            return jobId;
        }
    }

    /** One of its tries is over, and the next comes when the receiver wants it. */
    private static final class Later extends DefaultJobRetryCmd {
        private final Duration wait;

        Later(String jobId, Throwable exception, Duration wait) {
            super(jobId, exception);
            this.wait = wait;
        }

        @Override
        public Object execute(CommandContext context) {
            Object result = super.execute(context);
            JobEntity job = getJob();
            if (job != null && job.getRetries() > 0) {
                job.setDuedate(Date.from(ClockUtil.getCurrentTime().toInstant().plus(wait)));
            }
            return result;
        }
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
