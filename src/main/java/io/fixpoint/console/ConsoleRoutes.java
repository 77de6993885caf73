package io.fixpoint.console;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;

/**
 * Serves the console beside the API. The pages and assets are static files of {@code META-INF/resources} and public; what
 * they show comes from the API, which is not.
 *
 * <p>A page's address, such as {@code /incidents/4711}, is known to the browser only, so whatever a browser navigates to
 * outside of the API is answered with the one page. Assets have a hash of their content in their name and are kept for
 * ever, the page is asked for anew each time.
 */
@ApplicationScoped
class ConsoleRoutes {
    /** Before all other filters of ours, and before static files and endpoints. */
    private static final int FIRST = 1000;

    private static final String PAGE = "/index.html";
    private static final String ASSETS = "/assets/";
    private static final List<String> NOT_PAGES = List.of("/api", "/q", "/v1", "/engine-rest", "/assets");

    /**
     * Nothing is loaded from or sent to any other host, no script is in the page, none is made of text. Styles may be in
     * the page: CodeMirror and Cytoscape put style elements there, and bpmn-js and ECharts style attributes.
     */
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
            + " base-uri 'none'; frame-ancestors 'none'";

    /** An answer of the API is no page; the report as HTML brings a style. */
    private static final String API_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; sandbox";

    private static final Map<String, String> FOR_ALL = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    void register(@Observes Filters filters) {
        filters.register(this::answer, FIRST);
    }

    private void answer(RoutingContext context) {
        String path = context.normalizedPath();
        if (isPage(context, path)) {
            context.reroute(PAGE);
            return;
        }
        HttpServerResponse response = context.response();
        FOR_ALL.forEach(response::putHeader);
        if (isBelow(path, "/api") || isBelow(path, "/v1") || isBelow(path, "/engine-rest")) {
            response.putHeader("Content-Security-Policy", API_POLICY);
        } else if (!isBelow(path, "/q")) {
            response.putHeader("Content-Security-Policy", PAGE_POLICY);
            // The handler of static files sets its own.
            context.addHeadersEndHandler(end -> {
                if (response.getStatusCode() < 400) {
                    response.headers().set("Cache-Control", caching(path));
                }
            });
        }
        context.next();
    }

    private static String caching(String path) {
        return path.startsWith(ASSETS) ? "public, max-age=31536000, immutable" : "no-cache";
    }

    /** Whether a browser navigates there: a script, a style or an image is not asked for as HTML. */
    private static boolean isPage(RoutingContext context, String path) {
        HttpMethod method = context.request().method();
        String accepted = context.request().getHeader("Accept");
        return (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
                && !path.equals(PAGE)
                && accepted != null
                && accepted.contains("text/html")
                && NOT_PAGES.stream().noneMatch(prefix -> isBelow(path, prefix));
    }

    private static boolean isBelow(String path, String prefix) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }
}
