package io.fixpoint.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every endpoint, with every role and with none: the table {@code endpoint-roles.txt} says who may. */
@QuarkusTest
class EndpointRolesTest {
    private static final String PASSWORD = "one-role";
    /** Public, as Quarkus has them; they are not in the OpenAPI document. */
    private static final List<String> PUBLIC = List.of("/q/health", "/q/health/ready", "/q/metrics", "/q/openapi");

    @Inject
    Users users;

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
        assertThat(endpoints())
                .as("the endpoints of the OpenAPI document, as against endpoint-roles.txt")
                .containsExactlyInAnyOrderElementsOf(table().keySet());
    }

    @Test
    void rolesAreWhatTheTableSays() {
        List<String> wrong = new ArrayList<>();
        Map<String, String> contentTypes = contentTypes();
        table().forEach((endpoint, allowed) -> {
            assertThat(allowed).as("the roles of " + endpoint).isNotEmpty().isSubsetOf(Roles.ALL);
            int anonymous = call(given(), endpoint, contentTypes);
            if (anonymous != 401) {
                wrong.add(endpoint + " answers " + anonymous + " to nobody");
            }
            for (String role : Roles.ALL) {
                int status = call(given().auth().preemptive().basic("only-" + role, PASSWORD), endpoint, contentTypes);
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

    /** Calls it with ids that do not exist and without content, so that what is allowed does nothing. */
    private static int call(RequestSpecification request, String endpoint, Map<String, String> contentTypes) {
        String[] parts = endpoint.split(" ", 2);
        String path = parts[1].replaceAll("\\{[^}]*}", "0");
        String type = contentTypes.get(endpoint);
        if (type != null && type.startsWith("multipart/")) {
            request.multiPart("nothing", "");
        } else if (type != null) {
            request.contentType(type);
        }
        return request.redirects().follow(false).request(parts[0], path).statusCode();
    }

    /** The media type that each endpoint with a body takes, as the OpenAPI document says. */
    private Map<String, String> contentTypes() {
        Map<String, String> types = new TreeMap<>();
        try {
            json.readTree(given().get("/q/openapi?format=json").asString())
                    .path("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(method -> {
                        JsonNode content = method.getValue().path("requestBody").path("content");
                        if (content.fieldNames().hasNext()) {
                            types.put(
                                    method.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
                                    content.fieldNames().next());
                        }
                    }));
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<String> endpoints() {
        Set<String> endpoints = new TreeSet<>();
        try {
            JsonNode paths = json.readTree(given().get("/q/openapi?format=json").asString())
                    .path("paths");
            paths.properties()
                    .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                        if (!path.getKey().startsWith("/api/tests/") && !method.equals("parameters")) {
                            endpoints.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                        }
                    }));
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
