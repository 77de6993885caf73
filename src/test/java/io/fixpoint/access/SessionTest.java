package io.fixpoint.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SessionTest {
    private static final String SESSION = "/api/v1/session";
    private static final String COOKIE = SessionMechanism.COOKIE;
    private static final String PASSWORD = "of-the-night";
    private static final String CHANGE = "/api/v1/automation";

    @Inject
    Users users;

    @Inject
    LoginSessionStore store;

    @ConfigProperty(name = "fixpoint.data-dir")
    Path dataDir;

    private String before = "";

    @BeforeEach
    void makeANightWatch() throws IOException {
        before = Files.readString(file());
        nightWatch(PASSWORD, Set.of(Roles.OPERATOR));
    }

    @AfterEach
    void forgetIt() throws IOException {
        Files.writeString(file(), before);
        users.start();
    }

    private Path file() {
        return dataDir.resolve("users.yaml");
    }

    private void nightWatch(String password, Set<String> roles) throws IOException {
        Files.writeString(file(), before);
        List<User> all = new ArrayList<>(UsersFile.read(file()).values());
        all.add(new User("night", BcryptUtil.bcryptHash(password, 4), roles, Set.of("operators")));
        Files.writeString(file(), UsersFile.write(all));
        users.start();
    }

    private static Response login(String name, String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("name", name, "password", password))
                .post(SESSION);
    }

    private static RequestSpecification browser(Response login) {
        return given().cookie(COOKIE, login.cookie(COOKIE)).header("X-Requested-With", "XMLHttpRequest");
    }

    private static RequestSpecification change(Response login) {
        return browser(login)
                .header("X-CSRF-Token", login.jsonPath().getString("csrfToken"))
                .contentType(ContentType.JSON);
    }

    @Test
    void whoLogsInIsKnownByTheCookieUntilTheLogout() {
        Response login = login("night", PASSWORD);

        login.then()
                .statusCode(201)
                .header("Location", containsString(SESSION))
                .header("Set-Cookie", containsString("HttpOnly"))
                .header("Set-Cookie", containsString("SameSite=Strict"))
                .header("Set-Cookie", containsString("Path=/"))
                .body("name", equalTo("night"))
                .body("roles", equalTo(List.of("operator")))
                .body("groups", equalTo(List.of("operators")));
        browser(login).get("/api/v1/me").then().statusCode(200).body("name", equalTo("night"));
        browser(login)
                .get(SESSION)
                .then()
                .statusCode(200)
                .body("csrfToken", equalTo(login.jsonPath().getString("csrfToken")));

        change(login).delete(SESSION).then().statusCode(204);
        browser(login)
                .get("/api/v1/me")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo(null))
                .body("detail", equalTo("The session has ended; log in again."));
    }

    @Test
    void wrongPasswordsAreCountedAndTellNothing() {
        Response unknown = login("nobody", "x");
        unknown.then().statusCode(401).cookies(Map.of());
        assertThat(login("night", "x").jsonPath().getString("detail"))
                .isEqualTo(unknown.jsonPath().getString("detail"));
        Response answer = unknown;
        for (int i = 0; i <= 10; i++) {
            answer = login("guessed", "x");
        }
        answer.then().statusCode(429).header("Retry-After", not(equalTo(null)));
    }

    @Test
    void aRequestThatChangesSomethingNeedsTheToken() {
        Response login = login("night", PASSWORD);
        Map<String, String> mode = Map.of("mode", "APPROVAL", "reason", "a test");

        browser(login)
                .contentType(ContentType.JSON)
                .body(mode)
                .put(CHANGE)
                .then()
                .statusCode(403)
                .body("detail", containsString("X-CSRF-Token"));
        browser(login)
                .header("X-CSRF-Token", "0".repeat(64))
                .contentType(ContentType.JSON)
                .body(mode)
                .put(CHANGE)
                .then()
                .statusCode(403);
        Response other = login("night", PASSWORD);
        given().cookie(COOKIE, login.cookie(COOKIE))
                .header("X-CSRF-Token", other.jsonPath().getString("csrfToken"))
                .delete(SESSION)
                .then()
                .statusCode(403);

        change(login).body(mode).put(CHANGE).then().statusCode(200);
    }

    @Test
    void nobodyIsLoggedInByThePageOfAnotherSite() {
        given().contentType(ContentType.JSON)
                .header("Sec-Fetch-Site", "cross-site")
                .body(Map.of("name", "night", "password", PASSWORD))
                .post(SESSION)
                .then()
                .statusCode(403);
        given().contentType(ContentType.URLENC)
                .formParam("name", "night")
                .formParam("password", PASSWORD)
                .post(SESSION)
                .then()
                .statusCode(415);
    }

    @Test
    void anotherPasswordEndsItAndOtherRolesHoldAtOnce() throws IOException {
        Response login = login("night", PASSWORD);
        nightWatch(PASSWORD, Set.of(Roles.VIEWER, Roles.AUTHOR));
        // The hash is another one now, of the same password: whoever set it may have had a reason.
        browser(login).get("/api/v1/me").then().statusCode(401);

        Response again = login("night", PASSWORD);
        String hash = users.find("night").orElseThrow().password();
        Files.writeString(file(), before);
        List<User> all = new ArrayList<>(UsersFile.read(file()).values());
        all.add(new User("night", hash, Set.of(Roles.VIEWER), Set.of()));
        Files.writeString(file(), UsersFile.write(all));
        users.start();
        browser(again).get("/api/v1/me").then().statusCode(200).body("roles", equalTo(List.of("viewer")));

        forgetIt();
        browser(again).get("/api/v1/me").then().statusCode(401);
    }

    @Test
    void credentialsOfTheRequestComeBeforeTheCookie() {
        Response login = login("night", PASSWORD);

        given().cookie(COOKIE, login.cookie(COOKIE))
                .auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .get("/api/v1/me")
                .then()
                .body("name", equalTo("admin"))
                .body("roles", hasItem("admin"));
        given().auth()
                .preemptive()
                .basic("admin", "admin-of-tests")
                .get(SESSION)
                .then()
                .statusCode(404);
    }

    @Test
    void oneThatNobodyBeganIsNone() {
        given().cookie(COOKIE, "made-up").get("/api/v1/me").then().statusCode(401);
        given().get(SESSION).then().statusCode(401).header("WWW-Authenticate", startsWith("Basic"));
        given().contentType(ContentType.JSON).body("{}").post(SESSION).then().statusCode(422);
    }

    @Test
    void onlyTheNewestSessionsOfAPersonAreKept() {
        for (int i = 0; i <= LoginSessionStore.MOST_OF_PERSON; i++) {
            store.begin("many-" + i, "many", "hash");
        }

        assertThat(store.use("many-0")).isEmpty();
        assertThat(store.use("many-1")).isPresent();
        assertThat(store.use("many-" + LoginSessionStore.MOST_OF_PERSON)).isPresent();
    }
}
