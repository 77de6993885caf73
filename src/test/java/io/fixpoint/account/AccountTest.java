package io.fixpoint.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.fixpoint.access.TestUsers;
import io.fixpoint.access.Users;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AccountTest {
    private static final String USERS = "/api/v1/users";
    private static final String TOKENS = "/api/v1/tokens";
    private static final String PASSWORD = "a-password-of-length";

    @Inject
    Users users;

    private String author = "";

    @BeforeEach
    void makeAnAuthor() {
        author = "author-" + UUID.randomUUID();
        TestUsers.add(users, author, Set.of("author", "viewer"), Set.of("authors"));
    }

    @AfterEach
    void forgetIt() {
        TestUsers.remove(users, author);
    }

    private static RequestSpecification admin() {
        return given().auth().preemptive().basic("admin", "admin-of-tests").contentType(ContentType.JSON);
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }

    private static List<Map<String, Object>> without(Response listed, String name) {
        List<Map<String, Object>> all = new ArrayList<>(listed.jsonPath().getList("items"));
        all.removeIf(user -> name.equals(user.get("name")));
        return all;
    }

    private static Map<String, Object> user(String name, @Nullable Object password, String... roles) {
        Map<String, Object> user =
                new HashMap<>(Map.of("name", name, "roles", List.of(roles), "groups", List.of("on call", "true")));
        if (password != null) {
            user.put("password", password);
        }
        return user;
    }

    private static Response put(Response listed, List<Map<String, Object>> all) {
        return admin().header("If-Match", listed.header("ETag"))
                .body(Map.of("users", all))
                .put(USERS);
    }

    @Test
    void usersAreReplacedAsAWhole() {
        Response listed = admin().get(USERS);
        listed.then().statusCode(200).header("ETag", notNullValue()).body("items.name", hasItem(author));
        assertThat(listed.asString()).doesNotContain("password").doesNotContain("$2");
        String name = "new-" + author;

        List<Map<String, Object>> all = without(listed, name);
        all.add(user(name, PASSWORD, "operator"));
        Response changed = put(listed, all);
        changed.then().statusCode(200).body("items.name", hasItem(name));
        given().auth()
                .preemptive()
                .basic(name, PASSWORD)
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("groups", equalTo(List.of("on call", "true")));
        given().auth()
                .preemptive()
                .basic(author, author)
                .get("/api/v1/me")
                .then()
                .statusCode(200);

        put(listed, all).then().statusCode(412);
        put(changed, without(changed, name)).then().statusCode(200).body("items.name", not(hasItem(name)));
        given().auth()
                .preemptive()
                .basic(name, PASSWORD)
                .get("/api/v1/me")
                .then()
                .statusCode(401);
    }

    @Test
    void whatIsWrongIsToldOfEachUserAndNothingChanges() {
        Response listed = admin().get(USERS);
        List<Map<String, Object>> all = without(listed, "");
        all.add(user("no password", null, "viewer"));
        all.add(user("short", "short", "viewer"));
        all.add(user("king", PASSWORD, "king"));
        all.add(user("twice", PASSWORD, "viewer"));
        all.add(user("twice", PASSWORD, "viewer"));

        put(listed, all)
                .then()
                .statusCode(422)
                .body("problems.detail", hasItem(containsString("name must have")))
                .body("problems.detail", hasItem(containsString("12 characters")))
                .body("problems.detail", hasItem(containsString("there is no role 'king'")))
                .body("problems.detail", hasItem("there are two of this name"));
        assertThat(admin().get(USERS).header("ETag")).isEqualTo(listed.header("ETag"));
    }

    @Test
    void nobodyLocksHimselfOutOrOverwritesWithoutLooking() {
        Response listed = admin().get(USERS);
        put(listed, without(listed, "admin")).then().statusCode(409).body("detail", containsString("admin"));
        admin().body(Map.of("users", without(listed, ""))).put(USERS).then().statusCode(428);
        given().auth().preemptive().basic(author, author).get(USERS).then().statusCode(403);
    }

    private Response make(String... roles) {
        return given().auth()
                .preemptive()
                .basic(author, author)
                .contentType(ContentType.JSON)
                .body(Map.of("name", "nightly check", "roles", List.of(roles)))
                .post(TOKENS);
    }

    @Test
    void aTokenMayDoWhatItWasMadeForUntilItIsRemoved() {
        Response made = make("viewer");
        made.then().statusCode(201).body("token", startsWith("fixpoint_")).body("owner", equalTo(author));
        String token = made.jsonPath().getString("token");
        String id = made.jsonPath().getString("id");

        bearer(token)
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("name", equalTo(author))
                .body("roles", equalTo(List.of("viewer")));
        bearer(token).body("{}").post("/api/v1/rules/check").then().statusCode(403);
        bearer(token)
                .body(Map.of("name", "another", "roles", List.of("viewer")))
                .post(TOKENS)
                .then()
                .statusCode(403);
        Response listed = admin().get(TOKENS);
        listed.then().statusCode(200);
        assertThat(listed.asString()).doesNotContain(token);
        assertThat(listed.jsonPath().getString("items.find { it.id == '" + id + "' }.lastUsedAt"))
                .isNotNull();

        TestUsers.add(users, author + "-other", Set.of("viewer"), Set.of());
        given().auth()
                .preemptive()
                .basic(author + "-other", author + "-other")
                .delete(TOKENS + "/" + id)
                .then()
                .statusCode(404);
        TestUsers.remove(users, author + "-other");
        admin().delete(TOKENS + "/" + id).then().statusCode(204);
        bearer(token).get("/api/v1/me").then().statusCode(401).body("detail", containsString("token"));
    }

    @Test
    void aTokenHasNoMoreThanItsOwnerAndEndsWithIt() {
        make("admin").then().statusCode(422).body("detail", containsString("none of yours"));
        make().then().statusCode(422);
        String token = make("viewer", "author").jsonPath().getString("token");
        String other = make("viewer").jsonPath().getString("token");
        TestUsers.remove(users, author);
        bearer(token).get("/api/v1/me").then().statusCode(401);

        // Whoever gets the name now is somebody else.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !admin().get(TOKENS).asString().contains('"' + author + '"'));
        TestUsers.add(users, author, Set.of("viewer"), Set.of());
        bearer(token).get("/api/v1/me").then().statusCode(401);
        bearer(other).get("/api/v1/me").then().statusCode(401);
        String own = make("viewer").jsonPath().getString("token");
        bearer(own).get("/api/v1/me").then().statusCode(200);
    }

    @Test
    void aTokenExpires() {
        given().auth()
                .preemptive()
                .basic(author, author)
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "name",
                        "old",
                        "roles",
                        List.of("viewer"),
                        "expiresAt",
                        Instant.now().minusSeconds(1).toString()))
                .post(TOKENS)
                .then()
                .statusCode(422);
        bearer("fixpoint_made-up").get("/api/v1/me").then().statusCode(401);
    }
}
