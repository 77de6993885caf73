package io.fixpoint.rest;

import io.fixpoint.problem.NearNames;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses query parameters that an endpoint does not have: a misspelt filter would answer with everything. */
public class UnknownParameters {
    private static final String API = "/api/";

    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @ServerRequestFilter
    void check(ResourceInfo resource, UriInfo uri) {
        Set<String> given = uri.getQueryParameters().keySet();
        Method method = resource.getResourceMethod();
        // foreign protocols have their own ideas about parameters
        if (given.isEmpty() || method == null || !uri.getPath().startsWith(API)) {
            return;
        }
        Set<String> names = known.computeIfAbsent(method, UnknownParameters::parameters);
        for (String name : given) {
            if (!names.contains(name)) {
                throw new ProblemException(
                        ProblemType.BAD_REQUEST,
                        "There is no query parameter '" + name + "'." + NearNames.question(name, names)
                                + (names.isEmpty()
                                        ? " This call has none."
                                        : " This call has " + String.join(", ", names) + "."));
            }
        }
    }

    static Set<String> parameters(Method method) {
        Set<String> names = new TreeSet<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                addFields(parameter.getType(), names);
            } else {
                add(parameter, parameter.getName(), names);
            }
        }
        addFields(method.getDeclaringClass(), names);
        return names;
    }

    private static void addFields(Class<?> type, Set<String> names) {
        for (Class<?> owner = type; owner != null && owner != Object.class; owner = owner.getSuperclass()) {
            for (Field field : owner.getDeclaredFields()) {
                if (field.isAnnotationPresent(BeanParam.class)) {
                    addFields(field.getType(), names);
                } else {
                    add(field, field.getName(), names);
                }
            }
            for (Method setter : owner.getDeclaredMethods()) {
                QueryParam query = setter.getAnnotation(QueryParam.class);
                if (query != null) {
                    names.add(query.value());
                }
            }
        }
    }

    private static void add(AnnotatedElement element, String ownName, Set<String> names) {
        QueryParam query = element.getAnnotation(QueryParam.class);
        RestQuery restQuery = element.getAnnotation(RestQuery.class);
        if (query != null) {
            names.add(query.value());
        } else if (restQuery != null) {
            names.add(restQuery.value().isEmpty() ? ownName : restQuery.value());
        }
    }
}
