package io.fixpoint.benchmark;

import io.fixpoint.benchmark.LabelledSeries.Row;
import io.fixpoint.detection.ScoredSeries;
import io.fixpoint.rule.SeriesUse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well anomalies are found in labelled series, beside nothing that learns from labels: one configuration for all, each
 * row with its own time, no row seen before its turn. {@code src/docs/benchmarks.md} says what it printed.
 *
 * <p>{@code -Dfixpoint.benchmark.shared=/work/shared} is where the data and the scorers (Python) are; with
 * {@code -Dfixpoint.benchmark.url=http://localhost:8080 -Dfixpoint.benchmark.password=…} the rows go to a running server
 * as facts, and the scores come from its API.
 */
public final class DetectionScoreBenchmark {
    private static final Path SHARED = Path.of(System.getProperty("fixpoint.benchmark.shared", "/work/shared"));
    private static final @Nullable String URL = System.getProperty("fixpoint.benchmark.url");
    private static final String USER = System.getProperty("fixpoint.benchmark.user", "admin");
    private static final String PASSWORD = System.getProperty("fixpoint.benchmark.password", "");
    private static final String RESULTS = "target/scores-";

    private DetectionScoreBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path nab = results("nab");
        Path cloud = results("ms-cloud-monitoring");
        score("nab.py", nab, "--truth", "data/nab");
        score("event_f1.py", nab, "--truth", "data/nab");
        score("event_f1.py", cloud, "--truth", "data/ms-cloud-monitoring", "--cool-hours", "6");
        for (String threshold : List.of("0.9", "0.95")) {
            score("nab.py", nab, "--truth", "data/nab", "--threshold", threshold);
            score("event_f1.py", nab, "--truth", "data/nab", "--threshold", threshold);
            score(
                    "event_f1.py",
                    cloud,
                    "--truth",
                    "data/ms-cloud-monitoring",
                    "--cool-hours",
                    "6",
                    "--threshold",
                    threshold);
        }
    }

    private static Path results(String data) throws IOException, InterruptedException {
        Path results = Path.of(RESULTS + data + ".csv").toAbsolutePath();
        try (BufferedWriter out = Files.newBufferedWriter(results)) {
            out.write("series,timestamp,score\n");
            for (LabelledSeries series :
                    LabelledSeries.in(SHARED.resolve("data").resolve(data))) {
                List<Double> scores =
                        URL == null ? inProcess(series) : new ServerScores(URL, USER, PASSWORD).of(series);
                for (int i = 0; i < scores.size(); i++) {
                    out.write(series.name() + "," + series.rows().get(i).stamp() + "," + scores.get(i) + "\n");
                }
            }
        }
        return results;
    }

    private static List<Double> inProcess(LabelledSeries series) {
        ScoredSeries scored = new ScoredSeries("value", SeriesUse.USUAL);
        List<Double> scores = new ArrayList<>();
        for (Row row : series.rows()) {
            scores.add(scored.add(row.time(), row.value()));
        }
        return scores;
    }

    private static void score(String scorer, Path results, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", "score/" + scorer, results.toString()));
        command.addAll(List.of(options));
        new ProcessBuilder(command)
                .directory(SHARED.toFile())
                .inheritIO()
                .start()
                .waitFor();
    }
}
