package io.fixpoint.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InstanceHandle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A thing as its own GET shows it: of the methods of the same resource class that one whose path is the longest beginning of
 * the called one, and that needs nothing but the path. So whatever can be changed and read is shown before and after.
 */
@ApplicationScoped
class ShownThing {
    private static final Logger LOG = Logger.getLogger(ShownThing.class);
    private static final int LONGEST = 100_000;
    private static final Set<String> SECRET = Set.of("password", "token", "secret", "csrftoken", "authorization");

    private final ObjectMapper json;

    @Inject
    ShownThing(ObjectMapper json) {
        this.json = json;
    }

    /**
     * As it is now.
     *
     * @param called the method of a resource that is called
     * @param parameters of its path
     * @return null if there is nothing, or nothing that shows it
     */
    @Nullable
    String of(Class<?> resource, Method called, Map<String, String> parameters) {
        Optional<Method> shows = shows(resource, called, parameters.keySet());
        if (shows.isEmpty()) {
            return null;
        }
        Object[] arguments = Arrays.stream(shows.get().getParameters())
                .map(parameter ->
                        parameters.get(parameter.getAnnotation(PathParam.class).value()))
                .toArray();
        try (InstanceHandle<?> instance = Arc.container().instance(resource)) {
            return text(shows.get().invoke(instance.get(), arguments));
        } catch (InvocationTargetException e) {
            // Not there, or not to be shown: so it was nothing.
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Method> shows(Class<?> resource, Method called, Set<String> known) {
        String path = path(called);
        List<Method> shows = new ArrayList<>();
        for (Method method : resource.getMethods()) {
            if (method.isAnnotationPresent(GET.class) && isBeginning(path(method), path) && needsOnly(method, known)) {
                shows.add(method);
            }
        }
        return shows.stream()
                .max(Comparator.comparingInt((Method method) -> path(method).length())
                        .thenComparing(Method::getName, Comparator.reverseOrder()));
    }

    private static String path(Method method) {
        Path path = method.getAnnotation(Path.class);
        return path == null ? "" : path.value().replaceAll("^/|/$", "");
    }

    private static boolean isBeginning(String beginning, String path) {
        return beginning.isEmpty() || path.equals(beginning) || path.startsWith(beginning + "/");
    }

    private static boolean needsOnly(Method method, Set<String> known) {
        for (Parameter parameter : method.getParameters()) {
            PathParam from = parameter.getAnnotation(PathParam.class);
            if (from == null || parameter.getType() != String.class || !known.contains(from.value())) {
                return false;
            }
        }
        return method.getReturnType() != void.class;
    }

    /** As JSON without what is secret. */
    @Nullable
    String text(@Nullable Object thing) {
        Object shown = thing instanceof Response response ? response.getEntity() : thing;
        if (shown == null) {
            return null;
        }
        try {
            JsonNode tree = json.valueToTree(shown);
            hide(tree);
            String text = json.writeValueAsString(tree);
            return text.length() <= LONGEST
                    ? text
                    : json.writeValueAsString(Map.of(
                            "cut",
                            "It has " + text.length() + " characters.",
                            "beginning",
                            text.substring(0, LONGEST)));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            LOG.debugf(e, "A thing cannot be shown in the audit.");
            return null;
        }
    }

    private static void hide(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                if (SECRET.contains(name.toLowerCase(Locale.ROOT))
                        && object.get(name).isValueNode()) {
                    object.put(name, "***");
                } else {
                    hide(object.get(name));
                }
            }
        } else {
            node.forEach(ShownThing::hide);
        }
    }
}
