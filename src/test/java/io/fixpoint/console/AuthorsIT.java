package io.fixpoint.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.fixpoint.console.ConsoleBrowser.button;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import io.fixpoint.acceptance.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The pages of authors and administrators in a real browser: a change of rules, a process, and all that is administered. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuthorsIT {
    private static final Path MODEL = Path.of("src/test/resources/console/mend.bpmn");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A replay is a process of its own, and waits for others. */
    private static final LocatorAssertions.ContainsTextOptions AFTER_A_REPLAY =
            new LocatorAssertions.ContainsTextOptions().setTimeout(120_000);

    private static final int WIDE = 1440;
    private static final int PHONE = 360;
    private static final String AUTHORS_PASSWORD = "an author's own words";

    private static final String RULE = """
            package detection;
            import io.fixpoint.fact.*;

            rule "The queue is long" @id("long-queue")
            when
                $s : Series( metric == "queue_length", %s )
            then
                insertLogical( Anomaly.of("long-queue", $s).severity(Severity.MINOR) );
            end
            """;

    private static final String SCENARIO = """
            - name: a long queue is an anomaly
              given:
                - {sample: {service: shop, metric: queue_length, value: 150}}
              expect:
                - {at: 0s, present: {anomaly: {name: long-queue, status: FIRING}}}
            """;

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static ConsoleBrowser browser;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(ConsoleBrowser.isInstalled(), "no Chromium; CI installs one");
        Path detection = Files.createDirectories(folder.resolve("rules/detection"));
        Files.writeString(detection.resolve("queue.drl"), RULE.formatted("value > 100"));
        Files.writeString(detection.resolve("queue.scenario.yaml"), SCENARIO);
        server = new ServerProcess(folder)
                .set("fixpoint.rules.dir", folder.resolve("rules").toString())
                .set("fixpoint.observation.every", "PT0S")
                .start();
        server.post("[{\"type\":\"sample\",\"service\":\"shop\",\"metric\":\"queue_length\",\"value\":50}]");
        users(List.of(
                Map.of("name", "admin", "roles", List.of("viewer", "operator", "author", "admin"), "groups", List.of()),
                Map.of(
                        "name",
                        "ada",
                        "roles",
                        List.of("viewer", "author"),
                        "groups",
                        List.of(),
                        "password",
                        AUTHORS_PASSWORD)));
        browser = new ConsoleBrowser(server);
    }

    private static void users(List<Map<String, Object>> users) {
        String tag = server.request().get("/api/v1/users").header("ETag");
        server.request()
                .header("If-Match", tag)
                .body(Map.of("users", users))
                .put("/api/v1/users")
                .then()
                .statusCode(200);
    }

    @AfterAll
    @SuppressWarnings("try")
    static void stop() {
        try (ServerProcess endedLast = server;
                ConsoleBrowser endedFirst = browser) {
            assertThat(endedFirst == null || endedFirst.complaints().isEmpty())
                    .as("what pages complained of: " + (endedFirst == null ? "" : endedFirst.complaints()))
                    .isTrue();
        }
    }

    @Test
    @Order(1)
    void anAuthorsWholeChangeIsPublishedByAnAdministratorAndRolledBack() {
        Page author = browser.signIn(WIDE, ColorScheme.LIGHT, "ada", AUTHORS_PASSWORD);
        ConsoleBrowser.show(author, "/rules/edit?file=detection/queue.drl");
        Locator state = author.getByTestId("check-state");
        assertThat(state).containsText("No error");
        assertThat(button(author, "Publish")).hasCount(0);

        write(author, RULE.formatted("valu > 10"));
        assertThat(state).containsText("1 error");
        assertThat(author.getByRole(AriaRole.GRID, new Page.GetByRoleOptions().setName("Problems")))
                .containsText("did you mean value?");
        assertThat(author.locator(".cm-lintRange-error")).hasText("valu");

        write(author, RULE.formatted("value > 10"));
        assertThat(state).containsText("No error; 1 file changed from release 1");
        tab(author, "Scenarios").click();
        button(author, "Run all scenarios").click();
        assertThat(author.getByTestId("scenario-outcome")).containsText("All 1 scenarios pass");
        tab(author, "Effect on recorded facts").click();
        button(author, "Compare with what happened").click();
        assertThat(author.getByTestId("difference")).containsText("anomalies: 1 new", AFTER_A_REPLAY);

        button(author, "Run beside the release").click();
        author.getByLabel("What it is for").fill("Ten is long enough " + Hostile.MARKUP);
        button(author, "Run it").click();
        assertThat(author.locator("#content")).containsText("Ten is long enough");
        assertThat(button(author, "Open in the editor")).isVisible();
        ConsoleBrowser.expectHarmless(author);
        author.context().close();

        Page admin = browser.signIn(WIDE, ColorScheme.DARK);
        ConsoleBrowser.show(admin, "/rules/shadow");
        button(admin, "Open in the editor, to publish it").click();
        assertThat(admin.getByTestId("check-state")).containsText("No error; 1 file changed from release 1");
        button(admin, "Publish").click();
        Locator dialog = admin.getByRole(AriaRole.DIALOG);
        assertThat(dialog.getByTestId("difference")).containsText("anomalies: 1 new", AFTER_A_REPLAY);
        assertThat(button(dialog, "Publish")).isDisabled();
        dialog.getByLabel("What changes and why").fill("Ten is long enough");
        button(dialog, "Publish").click();
        assertThat(dialog).hasCount(0);
        assertThat(active()).isEqualTo(2);

        ConsoleBrowser.show(admin, "/rules/releases");
        button(admin, "Roll back to it (release 1)").click();
        assertThat(dialog).containsText("value > 100");
        button(dialog, "Put it in force").click();
        assertThat(dialog).hasCount(0);
        assertThat(active()).isEqualTo(1);
        assertThat(server.request()
                        .get("/api/v1/rules/releases/2")
                        .jsonPath()
                        .getMap("scenarios")
                        .keySet())
                .as("the scenarios went along")
                .hasToString("[detection/queue.scenario.yaml]");
        ConsoleBrowser.show(admin, "/administration/audit");
        assertThat(admin.getByRole(AriaRole.GRID, new Page.GetByRoleOptions().setName("Audit")))
                .containsText("/api/v1/rules/releases/1/activate");
        admin.context().close();
    }

    private static int active() {
        return server.request().get("/api/v1/rules/releases").jsonPath().getInt("items.find { it.active }.number");
    }

    /** Replaces the text in the editor, as a person does who pastes. */
    private static void write(Page page, String text) {
        page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Text of detection/queue.drl"))
                .click();
        page.keyboard().press("Control+a");
        page.keyboard().insertText(text);
    }

    @Test
    @Order(2)
    void aProcessIsUploadedCheckedDeployedAndStarted() throws IOException {
        byte[] model = Files.readAllBytes(MODEL);
        Page page = browser.signIn(WIDE, ColorScheme.LIGHT);
        ConsoleBrowser.show(page, "/processes");
        button(page, "Upload models and forms").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        Locator files = dialog.locator("input[type=file]");
        files.setInputFiles(new FilePayload("other.bpmn", "application/xml", model));
        assertThat(dialog.getByTestId("process-check")).containsText("It cannot be deployed yet");
        assertThat(button(dialog, "Deploy")).isDisabled();
        button(dialog, "Clear").click();

        files.setInputFiles(new FilePayload("mend.bpmn", "application/xml", model));
        assertThat(dialog.getByTestId("process-check")).containsText("It can be deployed");
        ConsoleBrowser.expectAccessible(page);
        button(dialog, "Deploy").click();
        button(dialog, "Done").click();

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Mend <img"))
                .click();
        tab(page, "Simulate").click();
        page.getByLabel("Look <b>at it</b>").selectOption("done");
        button(page, "Simulate").click();
        assertThat(page.getByTestId("simulation")).containsText("It comes to its end: End");
        tab(page, "Start by hand").click();
        button(page, "Start it").click();
        assertThat(page.getByTestId("started")).containsText("It is waiting.");
        tab(page, "Running").click();
        assertThat(page.locator(".fx-bpmn-badge")).hasText("1");
        assertThat(page.locator(".bjs-powered-by")).isVisible();
        ConsoleBrowser.expectHarmless(page);
        page.context().close();
    }

    @Test
    @Order(3)
    void aTopologyIsNeverOverwrittenUnasked() {
        Page page = browser.signIn(WIDE, ColorScheme.LIGHT);
        ConsoleBrowser.show(page, "/topology");
        Locator edit = button(page, "Edit services and dependencies");
        edit.focus();
        page.keyboard().press("Enter");
        button(page, "Add a service").focus();
        page.keyboard().press("Enter");
        page.getByLabel("Name of service 1").focus();
        page.keyboard().type("mine");
        topology("theirs");
        button(page, "Save").focus();
        page.keyboard().press("Enter");

        assertThat(page.getByText("Another person changed the topology meanwhile; nothing was saved"))
                .isVisible();
        assertThat(server.request().get("/api/v1/topology").asString())
                .contains("theirs")
                .doesNotContain("mine");
        button(page, "Save mine over theirs").click();
        assertThat(button(page, "mine")).isVisible();
        page.context().close();
    }

    private static void topology(String... services) {
        server.request()
                .body(Map.of(
                        "services",
                        java.util.Arrays.stream(services)
                                .map(name -> Map.of("name", name, "owner", name))
                                .toList()))
                .put("/api/v1/topology")
                .then()
                .statusCode(200);
    }

    @Test
    @Order(4)
    void everyPageIsAccessibleAndHarmlessInBothThemesAndOnAPhone() {
        hostileThings();
        Page page = browser.signIn(WIDE, ColorScheme.DARK);
        Page phone = browser.signIn(PHONE, ColorScheme.LIGHT);
        for (String path : List.of(
                "/rules",
                "/rules/rule/DETECTION/hostile",
                "/rules/edit?file=detection/queue.drl",
                "/rules/releases?before=1&after=3",
                "/rules/shadow",
                "/processes",
                "/processes/mend",
                "/topology",
                "/figures",
                "/administration/silences",
                "/administration/maintenance",
                "/administration/automation",
                "/administration/deliveries",
                "/administration/tokens",
                "/administration/users",
                "/administration/audit")) {
            ConsoleBrowser.show(page, path);
            ConsoleBrowser.expectHarmless(page);
            ConsoleBrowser.expectAccessible(page);
            ConsoleBrowser.show(phone, path);
            ConsoleBrowser.expectAccessible(phone);
        }
        page.context().close();
        phone.context().close();
    }

    /** Whatever people may name, named so that it does harm where a page takes it for markup. */
    private static void hostileThings() {
        topology(Hostile.MARKUP, Hostile.LINK);
        String later = Instant.now().plus(Duration.ofHours(1)).toString();
        String rule = RULE.formatted("value > 100")
                .replace("The queue is long", "<img src=x onerror=window.hacked=1>")
                .replace("long-queue", "hostile");
        post("/api/v1/rules/releases", Map.of("message", Hostile.SCRIPT, "files", Map.of("detection/queue.drl", rule)));
        post(
                "/api/v1/silences",
                Map.of("matchers", Map.of("service", Hostile.MARKUP), "reason", Hostile.SCRIPT, "endsAt", later));
        post(
                "/api/v1/maintenance-windows",
                Map.of(
                        "services",
                        List.of(Hostile.MARKUP),
                        "reason",
                        Hostile.LINK,
                        "endsAt",
                        later,
                        "recurrence",
                        "FREQ=DAILY",
                        "timeZone",
                        "UTC"));
        post("/api/v1/automation/freezes", Map.of("service", Hostile.MARKUP, "reason", Hostile.SCRIPT, "until", later));
        post("/api/v1/tokens", Map.of("name", "<img src=x onerror=window.hacked=1>", "roles", List.of("viewer")));
        await("a token, and an entry of the audit that tells of it")
                .atMost(PATIENCE)
                .until(() -> server.request().get("/api/v1/audit").asString().contains("onerror"));
    }

    private static void post(String path, Map<String, Object> body) {
        server.request().body(body).post(path).then().statusCode(201);
    }

    private static Locator tab(Page page, String name) {
        return page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name));
    }
}
