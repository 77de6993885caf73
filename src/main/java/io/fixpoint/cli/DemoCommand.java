package io.fixpoint.cli;

import io.fixpoint.demo.Demo;
import io.fixpoint.demo.DemoOptions;
import io.fixpoint.demo.DemoServer;
import io.fixpoint.demo.Fault;
import io.quarkus.runtime.Quarkus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Shows a server that finds, repairs and verifies real faults of a small shop. */
@Command(
        name = "demo",
        description = "Runs a server and a small shop, breaks the shop and shows how it is repaired.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every fault was recovered and verified", "1:one was not, or the server did not start"})
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--fault",
            paramLabel = "NAME",
            converter = FaultName.class,
            description = "Only this fault: crash, bad-release, slow-database, overload or disk-full. May be repeated.")
    @Nullable
    List<Fault> faults;

    @Option(names = "--forever", description = "Begins again after the last fault, until it is stopped.")
    boolean forever;

    @Option(names = "--yes", description = "Approves what waits for a person's approval.")
    boolean yes;

    @Override
    public Integer call() throws Exception {
        List<Fault> chosen = faults == null ? DemoOptions.allFaults() : faults;
        return new Demo(new DemoOptions(chosen, forever, yes), new InProcess(), Clock.systemUTC()).run();
    }

    /** Reads the name of a fault. */
    static final class FaultName implements ITypeConverter<Fault> {
        @Override
        public Fault convert(String name) {
            try {
                return Fault.of(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** A server in this process. */
    private static final class InProcess implements DemoServer {
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile @Nullable String failure;
        private volatile boolean started;

        @Override
        public void start(Map<String, String> settings) {
            settings.forEach(System::setProperty);
            started = true;
            new Thread(this::run, "fixpoint-server").start();
        }

        private void run() {
            try {
                DataDir.prepare();
                Quarkus.run(null, (code, cause) -> {
                    if (cause != null) {
                        failure = text(cause);
                    }
                });
            } catch (RuntimeException e) {
                failure = text(e);
            } finally {
                ended.countDown();
            }
        }

        private static String text(Throwable cause) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            StartFailure.tell(cause, new PrintStream(text, true, StandardCharsets.UTF_8));
            return text.toString(StandardCharsets.UTF_8).strip();
        }

        @Override
        public Optional<String> failure() {
            return Optional.ofNullable(failure);
        }

        @Override
        public void stop() {
            if (!started) {
                return;
            }
            Quarkus.asyncExit(0);
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
