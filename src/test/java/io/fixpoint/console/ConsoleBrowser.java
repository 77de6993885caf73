package io.fixpoint.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.fixpoint.acceptance.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A real Chromium in front of a running server. What a page says on its console as an error, throws, or wants from another
 * host fails the test at {@link #close()}: a refused script or style is such an error, too.
 */
public final class ConsoleBrowser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final double PATIENCE_MS = 30_000;

    private final ServerProcess server;
    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new ArrayList<>();

    public ConsoleBrowser(ServerProcess server) {
        this.server = server;
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        this.playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** Whether a browser is installed; CI installs one. */
    public static boolean isInstalled() {
        return Files.isExecutable(CHROMIUM);
    }

    /** A window in which nobody has signed in. */
    public Page open(int width, ColorScheme theme) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(server.uri())
                .setViewportSize(width, width < 600 ? 760 : 900)
                .setColorScheme(theme));
        context.setDefaultTimeout(PATIENCE_MS);
        context.onRequest(request -> {
            String url = request.url();
            if (!url.startsWith(server.uri()) && !url.startsWith("data:") && !url.startsWith("blob:")) {
                complaints.add("a call to another host: " + url);
            }
        });
        Page page = context.newPage();
        page.onPageError(error -> complaints.add(page.url() + " threw " + error));
        page.onConsoleMessage(message -> {
            // What the server refuses on purpose, such as a wrong password, is a line of the browser's own.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(page.url() + " says " + message.text());
            }
        });
        return page;
    }

    /** A window of the first user, who has all roles. */
    public Page signIn(int width, ColorScheme theme) {
        return signIn(width, theme, "admin", ServerProcess.PASSWORD);
    }

    public Page signIn(int width, ColorScheme theme, String name, String password) {
        Page page = open(width, theme);
        page.navigate("/");
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password").fill(password);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        assertThat(page.getByRole(AriaRole.BANNER)).isVisible();
        return page;
    }

    /** The button of this very name. */
    public static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The button of this very name within the part of the page. */
    public static Locator button(Locator within, String name) {
        return within.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Goes there by its address, and waits until the page has read what it shows. */
    public static void show(Page page, String path) {
        page.navigate(path);
        settled(page);
    }

    /** Waits until nothing is loading any more. */
    public static void settled(Page page) {
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .isVisible();
        assertThat(page.locator("[role=progressbar]")).hasCount(0);
    }

    /** Fails if axe finds anything, or if the page is wider than the window. */
    public static void expectAccessible(Page page) {
        List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
        assertThat(violations.stream()
                        .map(rule -> rule.getId() + ": " + rule.getHelp() + " at "
                                + rule.getNodes().stream()
                                        .map(node -> node.getHtml())
                                        .limit(3)
                                        .collect(Collectors.joining(" | ")))
                        .toList())
                .as("what axe finds at " + page.url())
                .isEmpty();
        assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                .as("how much " + page.url() + " is wider than its window")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.INTEGER)
                .isLessThanOrEqualTo(0);
    }

    /** Fails if a text of {@link Hostile} became markup or was run. */
    public static void expectHarmless(Page page) {
        assertThat(page.evaluate("window.hacked === undefined"))
                .as("no hostile text was run at " + page.url())
                .isEqualTo(true);
        assertThat(page.locator("img[src=x], #hostile").count())
                .as("no hostile text became markup at " + page.url())
                .isZero();
    }

    /** What pages complained of so far. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        playwright.close();
        assertThat(complaints).as("what pages complained of").isEmpty();
    }
}
