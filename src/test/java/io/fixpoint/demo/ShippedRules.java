package io.fixpoint.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Series;
import io.fixpoint.fact.Severity;
import io.fixpoint.rule.Compilation;
import io.fixpoint.rule.RuleCompiler;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleSession;
import io.fixpoint.rule.RuleSet;
import io.fixpoint.rule.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of the folder {@code rules}, and facts to try them with. */
final class ShippedRules {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final RuleSet RULES = compile();

    private ShippedRules() {}

    static RuleSession open(Stage stage) {
        return RULES.open(stage);
    }

    /** What stands after the facts are known. */
    static List<Object> conclusions(Stage stage, List<?> facts) {
        try (RuleSession session = open(stage)) {
            for (int i = 0; i < facts.size(); i++) {
                session.put(i, facts.get(i));
            }
            session.fire();
            return List.copyOf(session.standing().stream()
                    .map(conclusion -> conclusion.value())
                    .toList());
        }
    }

    static Series series(String service, String metric, double value) {
        return new Series(service, service + "-1", metric, Map.of(), new Stated(value, false, true));
    }

    static Series staleSeries(String service, String metric, double value) {
        return new Series(service, service + "-1", metric, Map.of(), new Stated(value, true, false));
    }

    static Anomaly anomaly(
            String name, String service, Severity severity, Anomaly.Status status, @Nullable String incident) {
        return Anomaly.known(
                name,
                service,
                null,
                Map.of(),
                severity,
                Duration.ZERO,
                Duration.ZERO,
                null,
                new Anomaly.Episode(name + "@" + service, status, NOON, NOON, null, incident));
    }

    private static RuleSet compile() {
        Path folder = Path.of("rules");
        try (Stream<Path> files = Files.walk(folder)) {
            List<RuleFile> rules = files.filter(file -> file.toString().endsWith(".drl"))
                    .sorted()
                    .map(file -> new RuleFile(folder.relativize(file).toString(), read(file)))
                    .toList();
            Compilation compilation = RuleCompiler.compile(rules);
            assertThat(compilation.problems()).isEmpty();
            return compilation.rules().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Readings of which only the last value matters. */
    private record Stated(double value, boolean stale, boolean fresh) implements Series.Readings {
        @Override
        public double previous() {
            return value;
        }

        @Override
        public Instant time() {
            return NOON;
        }

        @Override
        public Duration age() {
            return Duration.ZERO;
        }

        @Override
        public double rate() {
            return 0;
        }

        @Override
        public double mean(Duration window) {
            return value;
        }

        @Override
        public double min(Duration window) {
            return value;
        }

        @Override
        public double max(Duration window) {
            return value;
        }

        @Override
        public double deviation(Duration window) {
            return 0;
        }

        @Override
        public double quantile(double quantile, Duration window) {
            return value;
        }

        @Override
        public double baseline() {
            return Double.NaN;
        }

        @Override
        public double forecast(Duration ahead) {
            return Double.NaN;
        }

        @Override
        public double anomalyScore() {
            return Double.NaN;
        }
    }
}
