package io.fixpoint.audit;

import io.fixpoint.access.CurrentLogin;
import io.fixpoint.access.Person;
import io.fixpoint.access.SessionResource;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes down every change that a person asks for: before it is made, so that none can be missing, and again when it is
 * answered. What was refused changed nothing, and its row is removed. It comes behind the filter for repeated requests,
 * which do nothing.
 */
@Provider
@Priority(Priorities.USER + 100)
public class AuditFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final Logger LOG = Logger.getLogger(AuditFilter.class);
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String BEGUN = "fixpoint.audit";

    private final AuditStore store;
    private final ShownThing shown;
    private final Person person;
    private final CurrentLogin login;

    private final ResourceInfo called;
    private final HttpServerRequest http;

    @Inject
    AuditFilter(
            AuditStore store,
            ShownThing shown,
            Person person,
            CurrentLogin login,
            ResourceInfo called,
            HttpServerRequest http) {
        this.called = called;
        this.http = http;
        this.store = store;
        this.shown = shown;
        this.person = person;
        this.login = login;
    }

    /** Whether calls of the method are written down. */
    static boolean isAudited(String httpMethod, Class<?> resource, Method method) {
        return !READING.contains(httpMethod)
                && !method.isAnnotationPresent(Unaudited.class)
                && !resource.isAnnotationPresent(Unaudited.class);
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Method method = called.getResourceMethod();
        Class<?> resource = called.getResourceClass();
        if (method == null || resource == null || !isAudited(request.getMethod(), resource, method)) {
            return;
        }
        long id = store.begin(new AuditStore.Begun(
                person.name(),
                http.remoteAddress() == null ? null : http.remoteAddress().hostAddress(),
                login.kind(),
                request.getMethod() + " " + path(resource, method),
                request.getUriInfo().getRequestUri().getRawPath(),
                shown.of(resource, method, parameters(request))));
        request.setProperty(BEGUN, id);
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(BEGUN) instanceof Long id)) {
            return;
        }
        int status = response.getStatus();
        try {
            if (status >= 400 && status < 500) {
                store.refused(id);
                return;
            }
            String after = shown.of(called.getResourceClass(), called.getResourceMethod(), parameters(request));
            store.end(
                    id,
                    status,
                    after == null && status < 400 ? shown.text(response.getEntity()) : after,
                    response.getEntity() instanceof SessionResource.SessionView session && status == 201
                            ? session.name()
                            : null);
        } catch (RuntimeException e) {
            // The change is made, its row is there, and its answer must say so.
            LOG.errorf(
                    e,
                    "The audit does not know what came of '%s'.",
                    request.getUriInfo().getPath());
        }
    }

    private static Map<String, String> parameters(ContainerRequestContext request) {
        Map<String, String> parameters = new HashMap<>();
        request.getUriInfo().getPathParameters().forEach((name, values) -> parameters.put(name, values.get(0)));
        return parameters;
    }

    private static String path(Class<?> resource, Method method) {
        String path = value(resource.getAnnotation(Path.class)) + "/" + value(method.getAnnotation(Path.class));
        return "/" + path.replaceAll("/+", "/").replaceAll("^/|/$", "");
    }

    private static String value(@Nullable Path path) {
        return path == null ? "" : path.value();
    }
}
