package io.fixpoint.factlog;

import io.fixpoint.fact.Fact;
import io.fixpoint.factlog.FactLog.FactLogFullException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Another process with a log, for tests that kill it or give it little room. It says what was acknowledged. */
final class AppendingProcess {
    private static final int FACTS = 100;

    private AppendingProcess() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[1]);
        EmbeddedFactLog log = TestFactLog.in(
                data,
                Clock.systemUTC(),
                Map.of("fixpoint.facts.max-size", "64M", "fixpoint.facts.keep-free", arguments[2]),
                new SimpleMeterRegistry());
        if (arguments[0].equals("until-killed")) {
            for (int thread = 0; thread < 4; thread++) {
                String name = arguments[3] + "-" + thread;
                new Thread(() -> appendForEver(log, name)).start();
            }
        } else {
            onCommand(log);
            log.close();
        }
    }

    private static void appendForEver(FactLog log, String name) {
        for (int i = 0; ; i++) {
            String service = name + "-" + i;
            log.append(facts(service, service));
            System.out.println(service);
        }
    }

    /** For each line of the input one append, or a read. */
    private static void onCommand(FactLog log) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line;
        while ((line = in.readLine()) != null) {
            if (line.equals("read")) {
                System.out.println("read "
                        + log.find(null, null, null, null, FactLog.START, 1_000_000)
                                .size());
                continue;
            }
            try {
                log.append(facts(line, null));
                System.out.println("taken");
            } catch (FactLogFullException e) {
                System.out.println("full " + e.getMessage());
            }
        }
    }

    private static List<Fact> facts(String service, @Nullable String id) {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < FACTS; i++) {
            facts.add(new Fact.Sample(
                    service,
                    null,
                    "m" + i,
                    Math.random(),
                    null,
                    Instant.now(),
                    Map.of("padding", "x".repeat(100) + Math.random()),
                    id == null ? null : id + i));
        }
        return facts;
    }
}
