package io.fixpoint.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every endpoint, with every role and with none: the table {@code endpoint-roles.txt} says who may. */
@QuarkusTest
class EndpointRolesTest {
    private static final String STREAM = "GET /api/v1/stream";
    /** In place of roles. */
    private static final Set<String> EVERYBODY = Set.of("everybody");

    private static final String PASSWORD = "one-role";
    /** Public, as Quarkus has them; they are not in the OpenAPI document. */
    private static final List<String> PUBLIC = List.of("/q/health", "/q/health/ready", "/q/metrics", "/q/openapi");

    @Inject
    Users users;

    @TestHTTPResource
    URI base;

    @Inject
    ObjectMapper json;

    @ConfigProperty(name = "fixpoint.data-dir")
    Path dataDir;

    private String before = "";

    @BeforeEach
    void makeAUserOfEachRole() throws IOException {
        Path file = dataDir.resolve("users.yaml");
        before = Files.readString(file);
        String hash = BcryptUtil.bcryptHash(PASSWORD, 4);
        List<User> each = new ArrayList<>(UsersFile.read(file).values());
        for (String role : Roles.ALL) {
            each.add(new User("only-" + role, hash, Set.of(role), Set.of()));
        }
        Files.writeString(file, UsersFile.write(each));
        users.start();
    }

    @AfterEach
    void forgetThem() throws IOException {
        Files.writeString(dataDir.resolve("users.yaml"), before);
        users.start();
    }

    @Test
    void everyEndpointIsInTheTable() {
        assertThat(endpoints().keySet())
                .as("the endpoints of the OpenAPI document, as against endpoint-roles.txt")
                .containsExactlyInAnyOrderElementsOf(table().keySet());
    }

    @Test
    void rolesAreWhatTheTableSays() {
        List<String> wrong = new ArrayList<>();
        Map<String, String> bodies = endpoints();
        table().forEach((endpoint, allowed) -> {
            if (allowed.equals(EVERYBODY)) {
                int status = call(given(), endpoint, bodies);
                if (status == 401 || status == 403) {
                    wrong.add(endpoint + " answers " + status + " to nobody, who may call it");
                }
                return;
            }
            assertThat(allowed).as("the roles of " + endpoint).isNotEmpty().isSubsetOf(Roles.ALL);
            int anonymous = endpoint.equals(STREAM) ? statusOfStream("") : call(given(), endpoint, bodies);
            if (anonymous != 401) {
                wrong.add(endpoint + " answers " + anonymous + " to nobody");
            }
            for (String role : Roles.ALL) {
                int status = endpoint.equals(STREAM)
                        ? statusOfStream("only-" + role)
                        : call(given().auth().preemptive().basic("only-" + role, PASSWORD), endpoint, bodies);
                if (allowed.contains(role) == (status == 401 || status == 403)) {
                    wrong.add(endpoint + " answers " + status + " to " + role);
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void healthMetricsAndDocumentsArePublic() {
        for (String path : PUBLIC) {
            given().get(path).then().statusCode(200);
        }
    }

    /** Its body does not end, so it is not read. */
    private int statusOfStream(String name) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(STREAM.substring(4)));
        if (!name.isEmpty()) {
            String credentials = name + ":" + PASSWORD;
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        try {
            HttpResponse<InputStream> answer =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls it with ids that do not exist and a body that nothing takes, so that what is allowed does nothing. */
    private static int call(RequestSpecification request, String endpoint, Map<String, String> bodies) {
        String[] parts = endpoint.split(" ", 2);
        String path = parts[1].replaceAll("\\{[^}]*}", "0");
        String type = bodies.getOrDefault(endpoint, "");
        if (type.startsWith("multipart/")) {
            request.multiPart("nothing", "x");
        } else if (!type.isEmpty()) {
            request.contentType(type).body("\"x\"".getBytes(StandardCharsets.UTF_8));
        }
        return request.redirects().follow(false).request(parts[0], path).statusCode();
    }

    /** The endpoints of the OpenAPI document, each with the type of body that it takes, or an empty text. */
    private Map<String, String> endpoints() {
        Map<String, String> endpoints = new TreeMap<>();
        try {
            JsonNode paths = json.readTree(given().get("/q/openapi?format=json").asString())
                    .path("paths");
            for (Map.Entry<String, JsonNode> path : paths.properties()) {
                for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                    if (!path.getKey().startsWith("/api/tests/")
                            && !method.getKey().equals("parameters")) {
                        Iterator<String> types =
                                method.getValue().at("/requestBody/content").fieldNames();
                        endpoints.put(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                types.hasNext() ? types.next() : "");
                    }
                }
            }
            return endpoints;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Set<String>> table() {
        Map<String, Set<String>> table = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("src/test/resources/endpoint-roles.txt"))) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] columns = line.split(":", 2);
                    table.put(
                            columns[0].strip(),
                            columns.length < 2
                                    ? Set.of()
                                    : Set.of(columns[1].strip().split("\\s+")));
                }
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
