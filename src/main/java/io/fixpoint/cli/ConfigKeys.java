package io.fixpoint.cli;

import io.fixpoint.problem.NearNames;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Finds settings under {@code fixpoint.} that nothing reads: they are misspelt, and silence would hide that. */
@ApplicationScoped
class ConfigKeys {
    private static final String PREFIX = "fixpoint.";
    private static final String ENVIRONMENT_PREFIX = "FIXPOINT_";
    /** Read by {@code @ConfigProperty}, without a mapping. */
    private static final Set<String> SINGLE = Set.of("fixpoint.data-dir");
    /** What Kubernetes sets for a service that is named fixpoint. */
    private static final Pattern KUBERNETES = Pattern.compile("FIXPOINT_(SERVICE_HOST|SERVICE_PORT|PORT)(_.*)?");

    private final BeanManager beans;
    private final Config config;

    @Inject
    ConfigKeys(BeanManager beans, Config config) {
        this.beans = beans;
        this.config = config;
    }

    /** @throws IllegalStateException if there is an unknown setting, naming all of them and the near ones */
    void check() {
        List<String> problems = new ArrayList<>();
        Set<String> known = known();
        for (ConfigSource source : config.getConfigSources()) {
            // the names of this source are guesses at what a variable may have meant
            if (!source.getName().contains("EnvConfigSource")) {
                problems.addAll(unknownKeys(known, source.getPropertyNames(), source.getName()));
            }
        }
        problems.addAll(unknownVariables(known, System.getenv().keySet()));
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join(System.lineSeparator(), problems));
        }
    }

    /** All keys; a part that may be anything is {@code *}. */
    private Set<String> known() {
        Set<String> known = new TreeSet<>(SINGLE);
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            for (Type type : bean.getTypes()) {
                if (type instanceof Class<?> mapping && mapping.isAnnotationPresent(ConfigMapping.class)) {
                    known.addAll(ConfigMappings.getProperties(ConfigClass.configClass(mapping))
                            .keySet());
                }
            }
        }
        return known;
    }

    static List<String> unknownKeys(Set<String> known, Iterable<String> given, String source) {
        List<String> problems = new ArrayList<>();
        for (String key : given) {
            if (key.startsWith(PREFIX) && known.stream().noneMatch(pattern -> matches(pattern, key))) {
                problems.add("There is no setting '" + key + "' (in " + source + ")." + NearNames.question(key, known));
            }
        }
        return problems;
    }

    static List<String> unknownVariables(Set<String> known, Iterable<String> given) {
        Set<String> variables = new TreeSet<>();
        for (String key : known) {
            variables.add(key.replaceAll("[^a-zA-Z0-9*]", "_").toUpperCase(Locale.ROOT));
        }
        List<String> problems = new ArrayList<>();
        for (String name : given) {
            if (name.startsWith(ENVIRONMENT_PREFIX)
                    && !KUBERNETES.matcher(name).matches()
                    && variables.stream().noneMatch(pattern -> matches(pattern, name))) {
                problems.add("There is no setting for the environment variable " + name + "."
                        + NearNames.question(name, variables));
            }
        }
        return problems;
    }

    private static boolean matches(String pattern, String key) {
        if (pattern.indexOf('*') < 0 && pattern.indexOf('[') < 0) {
            return pattern.equals(key) || key.startsWith(pattern + "[");
        }
        String regex = Pattern.quote(pattern).replace("[*]", "\\E\\[\\d+\\]\\Q").replace("*", "\\E.+\\Q");
        return key.matches(regex);
    }
}
