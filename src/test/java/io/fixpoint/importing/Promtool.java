package io.fixpoint.importing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fixpoint.fact.Lengths;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prometheus' own rules on made-up series, by {@code promtool test rules}. */
final class Promtool {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TIME = Pattern.compile("time: ([0-9a-z]+),");
    private static final Pattern GOT = Pattern.compile("^\\s+got: ?(.*)$");
    private static final Pattern LABEL = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(\"(?:[^\"\\\\]|\\\\.)*\")");

    private static final Pattern ASKED = Pattern.compile("expr: (\"(?:[^\"\\\\]|\\\\.)*\")");
    private static final Pattern VALUE = Pattern.compile("got: ?\\{.*} ([-+0-9.ENaInf]+)$");

    private Promtool() {}

    /** Whether it is installed. */
    static boolean isThere() {
        return Files.isExecutable(Path.of("/usr/bin/promtool"));
    }

    /** A series with a value for each step; null for no sample. */
    record Values(Map<String, String> labels, List<Double> values) {}

    /** A run that was started. */
    record Run(Process process, Path output, Duration step, int steps) {

        /** Waits for its end, and tells which alerts fire at each step. */
        List<Set<Map<String, String>>> firing() throws IOException, InterruptedException {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("promtool does not come to an end; see " + output);
            }
            return parse(Files.readString(output, StandardCharsets.UTF_8), step, steps);
        }
    }

    /**
     * Runs the rules.
     *
     * @param folder an empty folder to work in
     * @param from the first step that is asked for
     */
    static Run start(Path folder, List<AlertRule> rules, List<Values> series, Duration step, int from, int steps)
            throws IOException {
        ArrayNode alerts = JSON.createArrayNode();
        for (AlertRule rule : rules) {
            ObjectNode alert = alerts.addObject().put("alert", rule.name()).put("expr", rule.expression());
            if (!rule.holdFor().isZero()) {
                alert.put("for", Lengths.text(rule.holdFor()));
            }
            if (!rule.keepFiringFor().isZero()) {
                alert.put("keep_firing_for", Lengths.text(rule.keepFiringFor()));
            }
            ObjectNode labels = alert.putObject("labels");
            rule.labels().forEach(labels::put);
        }
        ObjectNode file = JSON.createObjectNode();
        file.putArray("groups").addObject().put("name", "g").set("rules", alerts);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("rules.yml"), JSON.writeValueAsString(file));

        ObjectNode test = JSON.createObjectNode();
        test.putArray("rule_files").add("rules.yml");
        test.put("evaluation_interval", Lengths.text(step));
        ObjectNode one = test.putArray("tests").addObject();
        one.put("interval", Lengths.text(step));
        ArrayNode input = one.putArray("input_series");
        for (Values values : series) {
            input.addObject().put("series", name(values.labels())).put("values", notation(values.values()));
        }
        ArrayNode queries = one.putArray("promql_expr_test");
        for (int i = from; i < steps; i++) {
            queries.addObject()
                    .put("expr", "ALERTS{alertstate=\"firing\"}")
                    .put("eval_time", Lengths.text(step.multipliedBy(i)))
                    .putArray("exp_samples");
        }
        Files.writeString(folder.resolve("test.yml"), JSON.writeValueAsString(test));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder("/usr/bin/promtool", "test", "rules", "test.yml")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Run(process, output, step, steps);
    }

    /** What queries give at one time, for one series; empty if nothing. */
    static List<Optional<Double>> values(
            Path folder, List<String> queries, List<Values> series, Duration step, Duration at)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("rules.yml"), "groups: []");
        ObjectNode test = JSON.createObjectNode();
        test.putArray("rule_files").add("rules.yml");
        // It loads samples up to the last evaluation before the query.
        test.put("evaluation_interval", "1s");
        ObjectNode one = test.putArray("tests").addObject();
        one.put("interval", Lengths.text(step));
        ArrayNode input = one.putArray("input_series");
        for (Values values : series) {
            input.addObject().put("series", name(values.labels())).put("values", notation(values.values()));
        }
        ArrayNode tests = one.putArray("promql_expr_test");
        for (String query : queries) {
            tests.addObject()
                    .put("expr", query)
                    .put("eval_time", Lengths.text(at))
                    .putArray("exp_samples");
        }
        Files.writeString(folder.resolve("test.yml"), JSON.writeValueAsString(test));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder("/usr/bin/promtool", "test", "rules", "test.yml")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        Map<String, Double> got = new TreeMap<>();
        String query = "";
        for (String line : Files.readAllLines(output)) {
            Matcher asked = ASKED.matcher(line);
            Matcher value = VALUE.matcher(line);
            if (asked.find()) {
                query = unquoted(asked.group(1));
            } else if (value.find()) {
                got.put(query, Double.parseDouble(value.group(1).replace("Inf", "Infinity")));
            }
        }
        return queries.stream()
                .map(asked -> Optional.ofNullable(got.get(asked)))
                .toList();
    }

    /** What is expected is nothing, so it tells whatever it has got. */
    private static List<Set<Map<String, String>>> parse(String output, Duration step, int steps) {
        List<Set<Map<String, String>>> firing = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            firing.add(new TreeSet<>(Comparator.comparing(Map::toString)));
        }
        int at = -1;
        for (String line : output.lines().toList()) {
            Matcher time = TIME.matcher(line);
            Matcher got = GOT.matcher(line);
            if (time.find()) {
                at = Math.toIntExact(Lengths.parse(time.group(1)).dividedBy(step));
            } else if (got.matches() && at >= 0) {
                for (String element : got.group(1).split("\\} [0-9][0-9E+.]*(?:, )?", -1)) {
                    Map<String, String> labels = new TreeMap<>();
                    Matcher label = LABEL.matcher(element);
                    while (label.find()) {
                        labels.put(label.group(1), unquoted(label.group(2)));
                    }
                    if (!labels.isEmpty()) {
                        firing.get(at).add(labels);
                    }
                }
            } else if (line.contains("error") || line.contains("err=") || line.contains("could not")) {
                throw new IllegalStateException("promtool: " + line);
            }
        }
        return firing;
    }

    private static String unquoted(String literal) {
        try {
            return JSON.readValue(literal, String.class);
        } catch (IOException e) {
            return literal.substring(1, literal.length() - 1);
        }
    }

    private static String name(Map<String, String> labels) {
        StringBuilder name = new StringBuilder(String.valueOf(labels.get(Query.NAME))).append('{');
        labels.forEach((label, value) -> {
            if (!label.equals(Query.NAME)) {
                name.append(label).append("=").append(MatcherText.quoted(value)).append(",");
            }
        });
        return name.append('}').toString();
    }

    private static String notation(List<Double> values) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < values.size(); ) {
            Double value = values.get(i);
            int same = 1;
            while (i + same < values.size() && Objects.equals(values.get(i + same), value)) {
                same++;
            }
            String one = value == null ? "_" : number(value);
            if (value == null) {
                text.append(same > 1 ? "_x" + same : "_");
            } else {
                text.append(same > 1 ? one + "+0x" + (same - 1) : one);
            }
            text.append(' ');
            i += same;
        }
        return text.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%s", BigDecimal.valueOf(value).toPlainString());
    }
}
