package io.fixpoint.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.benchmark.LabelledSeries.Row;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The scores of a running server: the rows are posted as facts with their own times, and the points are read back. */
final class ServerScores {
    private static final int BATCH = 1_000;
    private static final int PAGE = 500;
    private static final int MOST_SHOWN = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String authorization;

    ServerScores(String url, String user, String password) {
        this.url = url;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** The score of each row; 0 of one that the server took as late. */
    List<Double> of(LabelledSeries series) throws IOException, InterruptedException {
        String service = series.name().replaceAll("[^A-Za-z0-9-]", "-").toLowerCase(Locale.ROOT);
        for (int from = 0; from < series.rows().size(); from += BATCH) {
            post(service, series.rows().subList(from, Math.min(series.rows().size(), from + BATCH)));
        }
        return matched(series.rows(), points(service));
    }

    private void post(String service, List<Row> rows) throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder();
        for (Row row : rows) {
            body.append("{\"type\":\"sample\",\"service\":\"")
                    .append(service)
                    .append("\",\"metric\":\"value\",\"value\":")
                    .append(row.value())
                    .append(",\"time\":\"")
                    .append(row.time())
                    .append("\"}\n");
        }
        HttpRequest request = request("/api/v1/facts")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        while (answer.statusCode() == 429 || answer.statusCode() == 503) {
            Thread.sleep(
                    1_000L * answer.headers().firstValueAsLong("Retry-After").orElse(1));
            answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        }
        JsonNode accepted = JSON.readTree(answer.body()).path("accepted");
        if (answer.statusCode() != 202 || accepted.asInt() != rows.size()) {
            throw new IOException(
                    "posting rows of " + service + ": " + answer.statusCode() + " " + beginning(answer.body()));
        }
    }

    private List<JsonNode> points(String service) throws IOException, InterruptedException {
        List<JsonNode> points = new ArrayList<>();
        String cursor = "";
        while (true) {
            HttpResponse<String> answer = client.send(
                    request("/api/v1/series/points?metric=value&service=" + service + "&size=" + PAGE + cursor)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(
                        "reading points of " + service + ": " + answer.statusCode() + " " + beginning(answer.body()));
            }
            JsonNode page = JSON.readTree(answer.body());
            page.path("items").forEach(points::add);
            if (page.path("next").isNull() || page.path("next").isMissingNode()) {
                return points;
            }
            cursor = "&cursor=" + page.path("next").asText();
        }
    }

    private static String beginning(String body) {
        return body.substring(0, Math.min(MOST_SHOWN, body.length()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", authorization);
    }

    /** Points are in order of time, and of the same time in order of receipt; rows go back in time where clocks did. */
    private static List<Double> matched(List<Row> rows, List<JsonNode> points) throws IOException {
        if (points.size() != rows.size()) {
            throw new IOException(points.size() + " points of " + rows.size() + " rows");
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing(i -> rows.get(i).time()));
        Double[] scores = new Double[rows.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[order.get(i)] = points.get(i).path("anomalyScore").asDouble(0);
        }
        return List.of(scores);
    }
}
