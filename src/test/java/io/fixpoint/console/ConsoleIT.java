package io.fixpoint.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.fixpoint.console.ConsoleBrowser.button;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.fixpoint.acceptance.Measurements;
import io.fixpoint.acceptance.Platform;
import io.fixpoint.acceptance.RecoveryRules;
import io.fixpoint.acceptance.ServerProcess;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The operator's pages in a real browser, with incidents that begin, are repaired by approval, and are verified. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int WIDE = 1440;
    private static final int PHONE = 360;

    @TempDir
    static Path folder;

    private static Platform platform;
    private static ServerProcess server;
    private static Measurements measurements;
    private static ConsoleBrowser browser;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(ConsoleBrowser.isInstalled(), "no Chromium; CI installs one");
        RecoveryRules.write(folder.resolve("rules"));
        platform = new Platform();
        server = new ServerProcess(folder)
                .set("fixpoint.rules.dir", folder.resolve("rules").toString())
                .set("fixpoint.automation.mode", "APPROVAL")
                .set("fixpoint.detection.tick", "PT0.2S")
                .set("fixpoint.observation.every", "PT1S")
                .set("fixpoint.recovery.verify-every", "PT0.5S")
                .set("fixpoint.recovery.verify-timeout", "PT20S")
                .set("fixpoint.recovery.jobs.poll", "PT0.2S")
                .set("fixpoint.http.endpoints.control", platform.uri())
                .start();
        measurements = new Measurements(platform, server);
        browser = new ConsoleBrowser(server);
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            close(browser);
        } finally {
            close(measurements);
            close(server);
            close(platform);
        }
    }

    /** What did not start need not be closed. */
    private static void close(@Nullable AutoCloseable part) throws Exception {
        if (part != null) {
            part.close();
        }
    }

    @Test
    @Order(1)
    void anOperatorsNight() {
        Page page = browser.open(WIDE, ColorScheme.DARK);
        page.navigate("/");
        ConsoleBrowser.expectAccessible(page);
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password").fill("wrong");
        page.keyboard().press("Enter");
        assertThat(page.getByText("Name or password is wrong.")).isVisible();
        page.getByLabel("Password").fill(ServerProcess.PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.getByText("Nothing is broken that we know of")).isVisible();
        assertThat(page.getByText("Live", new Page.GetByTextOptions().setExact(true)))
                .isVisible();

        platform.breakDown("approve-checkout", 1, "restart");

        Locator worst = page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("The worst open incidents"));
        assertThat(worst).containsText("approve-checkout");
        worst.getByRole(AriaRole.LINK).first().click();
        assertThat(heading(page)).containsText("approve-checkout");
        button(page, "Acknowledge").first().click();
        assertThat(button(page, "Acknowledge")).hasCount(0);
        Locator tasks = page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Tasks of this incident"));
        assertThat(tasks).containsText("repair-restart on approve-checkout");
        button(tasks, "Claim").click();
        assertThat(button(tasks, "Let go")).isVisible();
        button(tasks, "Approve").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Comment").fill(Hostile.MARKUP);
        button(dialog, "Approve").click();

        // It is watched, not loaded again.
        assertThat(page.locator("#content")).containsText("RESOLVED");
        assertThat(tasks).hasCount(0);
        assertThat(platform.called("approve-checkout", "restart")).isTrue();
        JsonPath incident = incident("approve-checkout");
        assertThat(incident.getString("status")).isEqualTo("RESOLVED");
        assertThat(incident.getString("repairs[0].outcome")).isEqualTo("RECOVERED");
        ConsoleBrowser.expectHarmless(page);
        page.context().close();
    }

    @Test
    @Order(2)
    void aRepairIsApprovedOnAPhoneWithTwoTaps() {
        platform.breakDown("approve-mail", 1, "restart");
        Page page = browser.signIn(PHONE, ColorScheme.LIGHT);
        ConsoleBrowser.show(page, "/tasks");
        Locator task = page.getByRole(AriaRole.ARTICLE).filter(new Locator.FilterOptions().setHasText("approve-mail"));

        button(task, "Approve").click();
        button(page.getByRole(AriaRole.DIALOG), "Approve").click();

        assertThat(task).hasCount(0);
        await("the restart that was approved").atMost(PATIENCE).until(() -> platform.called("approve-mail", "restart"));
        page.context().close();
    }

    @Test
    @Order(3)
    void aTaskIsDoneByKeyboardAlone() {
        platform.breakDown("approve-search", 1, "never");
        Page page = browser.signIn(WIDE, ColorScheme.LIGHT);
        ConsoleBrowser.show(page, "/tasks");
        Locator task =
                page.getByRole(AriaRole.ARTICLE).filter(new Locator.FilterOptions().setHasText("approve-search"));
        assertThat(task).isVisible();
        page.keyboard().press("Tab");
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Skip to content")))
                .isFocused();
        page.keyboard().press("Enter");

        tabTo(page, button(task, "Reject"));
        page.keyboard().press("Enter");
        tabTo(page, page.getByRole(AriaRole.DIALOG).getByLabel("Comment"));
        page.keyboard().type("not tonight");
        page.keyboard().press("Control+Enter");

        assertThat(task.filter(new Locator.FilterOptions().setHasText("repair-restart")))
                .hasCount(0);
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        page.context().close();
    }

    @Test
    @Order(4)
    void everyPageIsAccessibleAndHarmlessInBothThemesAndOnAPhone() {
        String incident = hostileIncident();
        Page wide = browser.signIn(WIDE, ColorScheme.DARK);
        Page phone = browser.signIn(PHONE, ColorScheme.LIGHT);
        List<String> paths = List.of(
                "/",
                "/incidents?status=",
                "/incidents/" + incident,
                "/tasks?whose=all",
                "/tasks/" + openTask(incident));
        for (Page page : List.of(wide, phone)) {
            for (String path : paths) {
                ConsoleBrowser.show(page, path);
                ConsoleBrowser.expectHarmless(page);
                ConsoleBrowser.expectAccessible(page);
            }
            page.context().close();
        }
    }

    @Test
    @Order(5)
    void aPageIsServedWithAStrictPolicyAndItsAssetsAreKept() {
        Page page = browser.signIn(WIDE, ColorScheme.LIGHT);
        Response answer = page.navigate("/incidents/a-page-that-the-browser-knows");
        Map<String, String> headers = answer.headers();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(headers.get("content-security-policy"))
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval");
        assertThat(headers.get("cache-control")).isEqualTo("no-cache");
        String script = page.locator("script[src]").first().getAttribute("src");
        Response asset = page.navigate(script);
        assertThat(asset.headers().get("cache-control")).contains("immutable");
        assertThat(asset.headers().get("content-encoding")).isEqualTo("gzip");
        assertThat(page.navigate("/api/v1/nothing").status()).isNotEqualTo(200);
        page.context().close();
    }

    /** An incident whose every text is hostile, and whose first task is open. */
    private static String hostileIncident() {
        server.post("[{\"type\":\"alert\",\"service\":" + json("approve-" + Hostile.MARKUP) + ",\"name\":"
                + json(Hostile.LINK)
                + ",\"status\":\"firing\",\"severity\":\"critical\",\"fingerprint\":\"h1\",\"summary\":"
                + json(Hostile.SCRIPT)
                + ",\"labels\":{\"zone\":" + json(Hostile.MARKUP) + "}}]");
        await("the hostile incident's task").atMost(PATIENCE).until(() -> {
            String id = hostileId();
            return id != null && openTask(id) != null;
        });
        String id = hostileId();
        for (String text : List.of(Hostile.MARKUP, Hostile.SCRIPT, Hostile.LINK)) {
            server.request()
                    .body("{\"text\":" + json(text) + "}")
                    .post("/api/v1/incidents/" + id + "/notes")
                    .then()
                    .statusCode(201);
            server.request()
                    .body("{\"text\":" + json(text) + "}")
                    .post("/api/v1/tasks/" + openTask(id) + "/comments")
                    .then()
                    .statusCode(201);
        }
        server.request()
                .body("{\"assignee\":" + json(Hostile.MARKUP) + "}")
                .post("/api/v1/incidents/" + id + "/assign")
                .then()
                .statusCode(200);
        return id;
    }

    private static String hostileId() {
        return server.request()
                .queryParam("q", "approve-<img")
                .get("/api/v1/incidents")
                .jsonPath()
                .getString("items[0].id");
    }

    private static String openTask(String incident) {
        return server.request()
                .get("/api/v1/tasks?incidentId=" + incident)
                .jsonPath()
                .getString("items[0].id");
    }

    private static String json(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static JsonPath incident(String service) {
        String id = server.request()
                .get("/api/v1/incidents?service=" + service)
                .jsonPath()
                .getString("items[0].id");
        return server.request().get("/api/v1/incidents/" + id).jsonPath();
    }

    private static Locator heading(Page page) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }

    /** Presses Tab until it is there. */
    private static void tabTo(Page page, Locator target) {
        for (int presses = 0; presses < 60; presses++) {
            if (Boolean.TRUE.equals(target.evaluate("element => element === document.activeElement"))) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("60 presses of Tab did not reach " + target);
    }
}
