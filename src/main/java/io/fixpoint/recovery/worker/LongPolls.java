package io.fixpoint.recovery.worker;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.util.SingleConsumerCondition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Workers that wait for a task, however many, on one thread. It looks when a task was made in this process, and now and
 * then, since another server may have made one, and a lock or the time before the next try may have ended.
 */
@ApplicationScoped
class LongPolls {
    private static final Logger LOG = Logger.getLogger(LongPolls.class);

    /** How many may wait at a time. */
    static final int MOST = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final ExternalTasks tasks;
    private final AtomicInteger count = new AtomicInteger();
    private final Queue<Poll> waiting = new ConcurrentLinkedQueue<>();
    private @Nullable Thread thread;
    private volatile @Nullable SingleConsumerCondition news;
    private volatile boolean stopped;

    LongPolls(ExternalTasks tasks) {
        this.tasks = tasks;
    }

    /** One request that waits. */
    private record Poll(
            WorkerRequests.Fetch request,
            String person,
            long until,
            CompletableFuture<List<LockedExternalTask>> answer) {

        boolean asksFor(Set<String> topics) {
            return request.topics() != null
                    && request.topics().stream().anyMatch(topic -> topics.contains(String.valueOf(topic.topicName())));
        }
    }

    /**
     * Answers when there is a task for the request, or with none when the time is over. A caller that is gone cancels the
     * answer; what was locked for it just then is given back.
     *
     * @throws ProblemException TOO_MANY_REQUESTS if {@link #MOST} wait already
     */
    CompletableFuture<List<LockedExternalTask>> wait(WorkerRequests.Fetch request, String person, Duration time) {
        Poll poll = new Poll(request, person, System.nanoTime() + time.toNanos(), new CompletableFuture<>());
        if (stopped) {
            poll.answer().complete(List.of());
            return poll.answer();
        }
        if (count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS,
                    MOST + " workers wait for a task already; ask again in a while, or for many topics at once.");
        }
        waiting.add(poll);
        poll.answer().whenComplete((tasks, failure) -> count.decrementAndGet());
        begin();
        SingleConsumerCondition known = news;
        if (known != null) {
            known.signal();
        }
        return poll.answer();
    }

    private synchronized void begin() {
        if (thread == null) {
            Thread looking = new Thread(this::look, "fixpoint-worker-polls");
            looking.setDaemon(true);
            looking.setContextClassLoader(LongPolls.class.getClassLoader());
            SingleConsumerCondition condition = new SingleConsumerCondition(looking);
            news = condition;
            ProcessEngineImpl.EXT_TASK_CONDITIONS.addConsumer(condition);
            thread = looking;
            looking.start();
        }
    }

    private void look() {
        while (!stopped) {
            try {
                round();
            } catch (RuntimeException | Error e) {
                // Whatever is wrong, be it memory: those who wait are told, and come again, and the thread lives on.
                if (e instanceof Error) {
                    LOG.error("Workers that wait for a task could not be served; they are told to ask again", e);
                }
                for (Poll poll = waiting.poll(); poll != null; poll = waiting.poll()) {
                    poll.answer().completeExceptionally(e);
                }
            }
            SingleConsumerCondition condition = news;
            if (condition != null) {
                condition.await(waiting.isEmpty() ? Duration.ofMinutes(1).toMillis() : LOOK_AGAIN.toMillis());
            }
        }
    }

    private void round() {
        waiting.removeIf(poll -> poll.answer().isDone());
        if (waiting.isEmpty()) {
            return;
        }
        Set<String> topics = tasks.waitingTopics();
        for (Poll poll : waiting) {
            if (!topics.isEmpty() && poll.asksFor(topics)) {
                serve(poll);
            }
            if (System.nanoTime() - poll.until() >= 0) {
                poll.answer().complete(List.of());
            }
        }
    }

    private void serve(Poll poll) {
        try {
            List<LockedExternalTask> locked = tasks.fetch(poll.request(), poll.person());
            if (!locked.isEmpty() && !poll.answer().complete(locked)) {
                locked.forEach(task -> tasks.unlock(task.getId(), poll.person()));
            }
        } catch (RuntimeException | Error e) {
            poll.answer().completeExceptionally(e);
            if (e instanceof Error error) {
                throw error;
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        waiting.forEach(poll -> poll.answer().complete(List.of()));
        SingleConsumerCondition condition = news;
        if (condition != null) {
            ProcessEngineImpl.EXT_TASK_CONDITIONS.removeConsumer(condition);
            condition.signal();
        }
    }
}
