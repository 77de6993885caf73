package io.fixpoint.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of a command to a running server. */
final class ServerCalls {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final URI server;
    private final String authorization;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    ServerCalls(URI server, String user, String password) {
        this.server = server;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** The server refused, or is not there; the message is for people. */
    static final class CallFailedException extends RuntimeException {
        CallFailedException(String message) {
            super(message);
        }
    }

    /** The password in the file, without its line end. */
    static String password(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CallFailedException("The password file " + file.toAbsolutePath()
                    + " cannot be read; name another with --password-file.");
        }
    }

    /** @param body null for none */
    JsonNode call(String method, String path, @Nullable Object body) throws InterruptedException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                    .timeout(Duration.ofSeconds(60))
                    .header("Authorization", authorization)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body)));
            HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
            JsonNode json = answer.body().length == 0 ? MAPPER.createObjectNode() : read(answer.body());
            if (answer.statusCode() >= 300) {
                throw new CallFailedException(problem(answer.statusCode(), json));
            }
            return json;
        } catch (ConnectException e) {
            throw new CallFailedException("No server answers at " + server + "; name it with --server.");
        } catch (IOException e) {
            throw new CallFailedException("The server at " + server + " cannot be asked: " + e.getMessage());
        }
    }

    private static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            return MAPPER.createObjectNode();
        }
    }

    private static String problem(int status, JsonNode json) {
        if (status == 401) {
            return "The server refuses the name or the password; see --user and --password-file.";
        }
        List<String> lines = new ArrayList<>();
        lines.add(json.path("detail").asText("The server answers " + status + "."));
        for (JsonNode problem : json.path("problems")) {
            String place = problem.hasNonNull("file")
                    ? problem.path("file").asText() + ":" + problem.path("line").asText() + ": "
                    : problem.hasNonNull("field") ? problem.path("field").asText() + ": " : "";
            lines.add("  " + place + problem.path("detail").asText());
        }
        return String.join(System.lineSeparator(), lines);
    }
}
