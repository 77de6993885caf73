package io.fixpoint.detection;

import io.fixpoint.detection.DetectionSwitch.Because;
import io.fixpoint.fact.Event;
import io.fixpoint.factlog.LogRecord;
import io.fixpoint.rule.Rules;
import io.fixpoint.rule.SampleWindows;
import io.fixpoint.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Detection in several partitions, each a {@link DetectionMemory} of its own. They take the same records at the same time
 * and wait for each other at the end of each span of records, so there is one position, and one commit, for all of them:
 * their number changes no conclusion, and may be another one after a restart. Not thread-safe.
 */
final class Partitions implements KnownFacts, AutoCloseable {
    private final List<DetectionMemory> memories;
    private final @Nullable PinnedTopology topology;
    private final List<LongAdder> busy;
    private final @Nullable ExecutorService threads;

    /** @param busy where the nanoseconds of work of each partition are counted; their number is that of the partitions */
    Partitions(
            Rules rules,
            DetectionConfig config,
            Duration retention,
            @Nullable Topology topology,
            List<LongAdder> busy) {
        int count = busy.size();
        this.topology = topology == null ? null : new PinnedTopology(topology);
        this.busy = busy;
        this.memories = IntStream.range(0, count)
                .mapToObj(index ->
                        new DetectionMemory(rules, config, retention, this.topology, new Partition(index, count)))
                .toList();
        this.threads = count == 1
                ? null
                : Executors.newFixedThreadPool(count - 1, work -> {
                    Thread thread = new Thread(work, "fixpoint-detector-partition");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Writes the state facts of all. */
    void write(StateOutput out) throws IOException {
        out.count(memories.size());
        for (DetectionMemory memory : memories) {
            memory.state().write(out);
        }
    }

    /**
     * Reads what any number of partitions wrote; only before anything else.
     *
     * @param kept what they kept of the samples
     */
    void read(SampleWindows kept, StateInput in) throws IOException {
        memories.forEach(memory -> memory.keep(kept));
        DetectionMemory.read(in, memories);
    }

    /** See {@link DetectionMemory#keepLess}. */
    void keepLess() {
        memories.forEach(DetectionMemory::keepLess);
    }

    /** See {@link ServiceState#deepen}. */
    void deepen(Deepening computed) {
        each(memory -> memory.deepen(computed));
    }

    /** See {@link DetectionMemory#advance}. */
    void advance(List<LogRecord> records) {
        each(memory -> records.forEach(memory::advance));
    }

    /**
     * See {@link DetectionMemory#open}.
     *
     * @param sources what raised an episode: without facts of any of them it is not over; empty where the service will do
     */
    void open(Collection<EpisodeRecord> open, Function<EpisodeRecord, Set<FactKey>> sources, boolean sameRules) {
        memories.forEach(memory -> memory.know(open, sources));
        DetectionMemory.openSessions(memories, sameRules ? Because.STARTED : Because.RELEASE, this::each);
        boolean unused = agree();
    }

    /** See {@link DetectionMemory#process}. What changes besides the records changes before them. */
    void process(List<LogRecord> records) {
        if (topology != null) {
            topology.refresh();
        }
        boolean alone = records.size() == 1 || memories.size() == 1;
        each(memory -> records.forEach(record -> memory.process(record, alone)));
        if (memories.stream()
                        .mapToLong(DetectionMemory::rulesVersion)
                        .distinct()
                        .count()
                > 1) {
            // A rule that failed in one is left out of all.
            boolean unused = agree();
        }
    }

    /** See {@link DetectionMemory#expect}. */
    void expect(FailedInSpanException failed) {
        memories.get(failed.place().partition()).expect(failed);
    }

    /** See {@link DetectionMemory#followRules}. */
    boolean followRules() {
        return agree();
    }

    /** Lets all run the rules in force. */
    private boolean agree() {
        boolean followed = false;
        while (true) {
            List<DetectionMemory> behind =
                    memories.stream().filter(DetectionMemory::isBehindRules).toList();
            if (behind.isEmpty()) {
                return followed;
            }
            followed = true;
            behind.forEach(DetectionMemory::keepLess);
            DetectionMemory.openSessions(behind, behind.get(0).whyBehind(), this::each);
        }
    }

    boolean isTooShort() {
        return memories.get(0).isTooShort();
    }

    /** The release of the rules that concluded last. */
    int release() {
        return memories.get(0).release();
    }

    boolean hasTransitions() {
        return memories.stream().anyMatch(DetectionMemory::hasTransitions);
    }

    /** What is to be stored, until {@link #stored}. */
    EpisodeChanges changes() {
        return EpisodeChanges.merged(
                memories.stream().map(DetectionMemory::changes).toList());
    }

    void stored() {
        memories.forEach(DetectionMemory::stored);
    }

    /** Whether an event came or went since this was asked last. */
    boolean takeEventsChanged() {
        boolean changed = false;
        for (DetectionMemory memory : memories) {
            changed |= memory.takeEventsChanged();
        }
        return changed;
    }

    private void each(Consumer<DetectionMemory> work) {
        each(memories, work);
    }

    private void each(List<DetectionMemory> some, Consumer<DetectionMemory> work) {
        List<Future<?>> others = new ArrayList<>();
        if (threads != null) {
            for (DetectionMemory other : some.subList(1, some.size())) {
                others.add(threads.submit(() -> work(other, work)));
            }
        }
        RuntimeException failure = null;
        Error error = null;
        try {
            work(some.get(0), work);
        } catch (RuntimeException e) {
            failure = e;
        } catch (Error e) {
            error = e;
        }
        // All must be at rest before anybody goes on, whatever became of one of them.
        boolean interrupted = false;
        for (Future<?> other : others) {
            while (true) {
                try {
                    Object unused = other.get();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error cause) {
                        error = cause;
                    } else {
                        failure = e.getCause() instanceof RuntimeException cause
                                ? cause
                                : new IllegalStateException(e.getCause());
                    }
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (error != null) {
            throw error;
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void work(DetectionMemory memory, Consumer<DetectionMemory> work) {
        long from = System.nanoTime();
        try {
            work.accept(memory);
        } finally {
            busy.get(memories.indexOf(memory)).add(System.nanoTime() - from);
        }
    }

    private KnownFacts of(String service) {
        return DetectionMemory.owner(memories, service);
    }

    private <T> List<T> all(Function<KnownFacts, T> ask) {
        return memories.stream().map(memory -> ask.apply(memory.state())).toList();
    }

    @Override
    public @Nullable ServiceState service(String name) {
        return of(name).service(name);
    }

    @Override
    public List<ServiceState> services() {
        return all(KnownFacts::services).stream().flatMap(List::stream).toList();
    }

    @Override
    public ServiceClock clock(String service) {
        return of(service).clock(service);
    }

    @Override
    public ReceiptClock receipt() {
        return memories.get(0).state().receipt();
    }

    @Override
    public long ahead(String service, @Nullable String instance, long received) {
        return of(service).ahead(service, instance, received);
    }

    @Override
    public SampleWindows windows() {
        return memories.get(0).state().windows();
    }

    @Override
    public List<Event> events() {
        return all(KnownFacts::events).stream()
                .flatMap(List::stream)
                .sorted(StateFacts.BY_TIME)
                .toList();
    }

    @Override
    public int seriesCount() {
        return all(KnownFacts::seriesCount).stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public void tellAll(BiConsumer<FactKey, Object> listener) {
        memories.forEach(memory -> memory.state().tellAll(listener));
    }

    @Override
    public void close() {
        memories.forEach(DetectionMemory::close);
        if (threads != null) {
            threads.shutdown();
        }
    }
}
