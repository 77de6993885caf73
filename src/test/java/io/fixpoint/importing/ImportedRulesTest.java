package io.fixpoint.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fixpoint.importing.PrometheusRules.NotImported;
import io.fixpoint.importing.PrometheusRules.Options;
import io.fixpoint.importing.PrometheusRules.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of a large collection fire exactly as in Prometheus, whose own {@code promtool} says how that is. */
class ImportedRulesTest {
    private static final Logger LOG = Logger.getLogger(ImportedRulesTest.class);
    private static final Path COLLECTION = Path.of("../shared/data/prometheus-alerts");
    private static final Options WITH_SERVICE = new Options("job", "instance", SideBySide.SERVICE);

    /** These fire never, or not on even runs of samples: an increase that accelerates, a histogram that must be whole. */
    private static final int NOT_SEEN_TO_FIRE = 20;

    @TempDir
    private Path folder;

    @BeforeAll
    static void collectionIsThere() {
        assumeTrue(Files.isDirectory(COLLECTION), "there is no collection of rules at " + COLLECTION);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(COLLECTION.resolve("rules"))) {
            return files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void importedRulesFireAsInPrometheus() throws IOException, InterruptedException {
        assumeTrue(Promtool.isThere(), "there is no /usr/bin/promtool: install Debian's prometheus");
        List<ImportedRule> rules = PrometheusRules.translated(files(), WITH_SERVICE);

        SideBySide.Result result = SideBySide.compare(folder, rules);

        Set<String> neverFired = new TreeSet<>();
        rules.forEach(rule -> neverFired.add(rule.anomaly()));
        neverFired.removeAll(result.fired());
        LOG.infof(
                "%d rules were tried side by side, alerts of %d fired. Not of these: %s",
                rules.size(), result.fired().size(), neverFired);
        assertThat(result.differences()).isEmpty();
        assertThat(result.notTried()).isEmpty();
        assertThat(neverFired).hasSizeLessThanOrEqualTo(NOT_SEEN_TO_FIRE);
    }

    @Test
    void mostRulesOfTheCollectionAreImported() throws IOException {
        List<ImportedRule> imported = PrometheusRules.translated(files(), Options.USUAL);
        long all = 0;
        for (Path file : files()) {
            RuleFileReader.Content content = RuleFileReader.read(file);
            all += content.alerts().size() + content.unread().size();
        }
        LOG.infof(
                "%d of %d alerts of the rule files are imported (%.1f %%).",
                imported.size(), all, 100.0 * imported.size() / all);

        Map<String, List<String>> flat = flat();
        int plain = 0;
        int plainImported = 0;
        int every = 0;
        for (Map.Entry<String, List<String>> kind : flat.entrySet()) {
            int done = (int) kind.getValue().stream().filter(this::isImported).count();
            LOG.infof(
                    "%s: %d of %d are imported.",
                    kind.getKey(), done, kind.getValue().size());
            every += done;
            if (kind.getKey().equals("threshold")) {
                plain = kind.getValue().size();
                plainImported = done;
            }
        }
        int listed = flat.values().stream().mapToInt(List::size).sum();
        LOG.infof("All of the list: %d of %d.", every, listed);

        assertThat(imported.size()).isGreaterThanOrEqualTo((int) Math.ceil(0.5 * all));
        assertThat(every).isGreaterThanOrEqualTo((int) Math.ceil(0.5 * listed));
        assertThat(plainImported).isGreaterThanOrEqualTo((int) Math.ceil(0.98 * plain));
    }

    private boolean isImported(String expression) {
        try {
            new RuleTranslation(SideBySide.NAMING, null)
                    .translate(
                            new AlertRule("", "", "A", expression, Duration.ZERO, Duration.ZERO, Map.of(), Map.of()),
                            "A");
            return true;
        } catch (RefusedRuleException e) {
            LOG.infof("Not imported: %s, since %s", expression, e.getMessage());
            return false;
        }
    }

    /** The expressions of the list by kind. */
    private static Map<String, List<String>> flat() throws IOException {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        List<List<String>> rows = Csv.read(Files.readString(COLLECTION.resolve("rules_flat.csv")));
        int kind = rows.get(0).indexOf("kind");
        int expression = rows.get(0).indexOf("promql");
        rows.subList(1, rows.size())
                .forEach(row -> kinds.computeIfAbsent(row.get(kind), k -> new ArrayList<>())
                        .add(row.get(expression)));
        return kinds;
    }

    @Test
    void whatIsNotImportedIsListedByName() throws IOException {
        Report report = PrometheusRules.read(files().subList(0, 12), Options.USUAL);

        int alerts = 0;
        for (Path file : files().subList(0, 12)) {
            alerts += RuleFileReader.read(file).alerts().size();
        }
        assertThat(report.imported().size() + report.notImported().size()).isEqualTo(alerts);
        assertThat(report.notImported()).extracting(NotImported::reason).doesNotContain("");
    }

    /** Comma-separated values, as RFC 4180 has them. */
    private static final class Csv {
        static List<List<String>> read(String text) {
            List<List<String>> rows = new ArrayList<>();
            List<String> row = new ArrayList<>();
            StringBuilder field = new StringBuilder();
            boolean quoted = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else if (c == '"') {
                    quoted = !quoted;
                } else if (!quoted && (c == ',' || c == '\n')) {
                    row.add(field.toString());
                    field.setLength(0);
                    if (c == '\n') {
                        rows.add(row);
                        row = new ArrayList<>();
                    }
                } else if (c != '\r' || quoted) {
                    field.append(c);
                }
            }
            return rows;
        }
    }
}
