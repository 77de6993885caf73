package io.fixpoint.rule;

import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.body.CallableDeclaration;
import com.github.javaparser.ast.body.EnumConstantDeclaration;
import com.github.javaparser.ast.body.TypeDeclaration;
import com.github.javaparser.ast.nodeTypes.NodeWithJavadoc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the reference of the fact language: what {@link FactLanguage} leaves open to rules, with the sentences of the
 * Javadoc. What has no sentence is collected in {@link #missing}.
 */
final class FactReference {
    private static final Path SOURCES = Path.of("src/main/java/io/fixpoint/fact");
    private static final Set<String> OF_EVERY_OBJECT =
            Set.of("equals", "hashCode", "toString", "values", "valueOf", "compareTo", "ordinal", "name");

    private final Map<Class<?>, TypeDeclaration<?>> sources = new HashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    /** What an author would look for in vain. */
    List<String> missing() {
        return missing;
    }

    String write() {
        line("# Reference of the fact language");
        line("");
        line(
                "Generated from the code by `FactReferenceTest`; do not edit. After a change of the fact language write it anew:");
        line("`mvn -Dtest=FactReferenceTest -Dfixpoint.docs.write=true test`. How to use it is told in the");
        line("[author guide](guide.md).");
        line("");
        stages();
        for (Class<?> type : types()) {
            type(type);
        }
        values();
        return text.toString();
    }

    private void line(String content) {
        text.append(content.stripTrailing()).append('\n');
    }

    private void stages() {
        line("## By stage");
        line("");
        line("| stage | matches | stands by `insertLogical` | is done once by `insert` |");
        line("|---|---|---|---|");
        for (Stage stage : Stage.values()) {
            line("| " + stage.folder() + " | " + links(FactLanguage.matched(stage)) + " | "
                    + links(FactLanguage.concluded(stage)) + " | " + links(FactLanguage.saidOnce(stage)) + " |");
        }
        line("");
        line("A rule may also match types that its own file declares, and conclude them by `insertLogical( new … )`.");
        line("");
        line(
                "Types below: *number* is a double or a whole number, *text* a string, *time* a `ZonedDateTime` in UTC, *truth*");
        line(
                "true or false; *or null* where there may be none. In a condition a property is read by its name (`value > 5`),");
        line("after `then` by its getter (`$s.getValue()`, of a truth `$s.isStale()`).");
        line("");
    }

    private static String links(Collection<Class<?>> types) {
        return types.stream()
                .map(Class::getSimpleName)
                .sorted()
                .map(name -> "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")")
                .collect(Collectors.joining(", "));
    }

    /** All types of the language, by name; nested ones are told with their outer type. */
    private static List<Class<?>> types() {
        Set<Class<?>> all = new TreeSet<>(Comparator.comparing(Class::getSimpleName));
        for (Stage stage : Stage.values()) {
            all.addAll(FactLanguage.matched(stage));
            all.addAll(FactLanguage.concluded(stage));
            all.addAll(FactLanguage.saidOnce(stage));
        }
        for (Class<?> type : List.copyOf(all)) {
            for (Class<?> used : used(type)) {
                if (FactLanguage.isFact(used) && used.isEnum() && used.getEnclosingClass() == null) {
                    all.add(used);
                }
            }
        }
        return List.copyOf(all);
    }

    private static Set<Class<?>> used(Class<?> type) {
        Set<Class<?>> used = new TreeSet<>(Comparator.comparing(Class::getName));
        for (Method method : open(type)) {
            used.add(method.getReturnType());
            used.addAll(Arrays.asList(method.getParameterTypes()));
        }
        return used;
    }

    private static List<Method> open(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !OF_EVERY_OBJECT.contains(method.getName()))
                .filter(method -> FactLanguage.methods(type, method.getName()).contains(method))
                .sorted(Comparator.comparing(Method::getName).thenComparing(FactReference::signature))
                .toList();
    }

    private void type(Class<?> type) {
        line("## " + type.getSimpleName());
        line("");
        line(sentences(source(type), type.getSimpleName()));
        line("");
        if (type.isEnum()) {
            constants(type);
        }
        List<String> matched = stages(stage -> FactLanguage.matched(stage).contains(type));
        List<String> concluded = stages(stage -> FactLanguage.concluded(stage).contains(type)
                || FactLanguage.saidOnce(stage).contains(type));
        if (!matched.isEmpty()) {
            line("Matched in " + String.join(", ", matched) + "."
                    + (concluded.isEmpty() ? "" : " Concluded in " + String.join(", ", concluded) + "."));
            line("");
        } else if (!concluded.isEmpty()) {
            line("Concluded in " + String.join(", ", concluded) + ".");
            line("");
        }
        properties(type);
        calls(type);
        for (Class<?> nested : type.getClasses()) {
            if (FactLanguage.nested(type, nested.getSimpleName()).isPresent()) {
                line("### " + type.getSimpleName() + "." + nested.getSimpleName());
                line("");
                line(sentences(source(nested), nested.getName()));
                line("");
                constants(nested);
            }
        }
    }

    private static List<String> stages(Predicate<Stage> in) {
        return Arrays.stream(Stage.values()).filter(in).map(Stage::folder).toList();
    }

    private void constants(Class<?> type) {
        String constants = Arrays.stream(type.getEnumConstants())
                .map(constant -> "`" + ((Enum<?>) constant).name() + "`")
                .collect(Collectors.joining(" < "));
        line("In ascending order: " + constants + ".");
        line("");
        for (EnumConstantDeclaration constant : source(type).asEnumDeclaration().getEntries()) {
            constant.getJavadoc()
                    .ifPresent(doc -> line("- `" + constant.getNameAsString() + "`: "
                            + plain(doc.getDescription().toText())));
        }
        if (text.charAt(text.length() - 2) != '\n') {
            line("");
        }
    }

    private void properties(Class<?> type) {
        Map<String, Method> properties = new TreeMap<>();
        open(type).stream()
                .filter(method -> FactValues.propertyName(method) != null)
                .forEach(method -> properties.put(String.valueOf(FactValues.propertyName(method)), method));
        if (properties.isEmpty()) {
            return;
        }
        line("| property | type | |");
        line("|---|---|---|");
        properties.forEach((name, getter) ->
                line("| `" + name + "` | " + returned(getter) + " | " + sentence(type, getter) + " |"));
        line("");
    }

    private void calls(Class<?> type) {
        List<Method> calls = open(type).stream()
                .filter(method -> FactValues.propertyName(method) == null)
                .sorted(Comparator.comparing((Method method) -> !Modifier.isStatic(method.getModifiers()))
                        .thenComparing(Method::getName)
                        .thenComparing(FactReference::signature))
                .toList();
        if (calls.isEmpty()) {
            return;
        }
        line("| call | gives | |");
        line("|---|---|---|");
        for (Method call : calls) {
            line("| `" + (Modifier.isStatic(call.getModifiers()) ? type.getSimpleName() : "") + "."
                    + signature(type, call) + "` | " + returned(call) + " | " + sentence(type, call) + " |");
        }
        line("");
    }

    private static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(","));
    }

    /** With the names that the parameters have in the source. */
    private String signature(Class<?> type, Method method) {
        List<String> names = declaration(type, method)
                .map(declared -> declared.getParameters().stream()
                        .map(parameter -> " " + parameter.getNameAsString())
                        .toList())
                .orElse(List.of());
        return method.getName()
                + IntStream.range(0, method.getParameterCount())
                        .mapToObj(i -> name(method.getParameterTypes()[i]) + (i < names.size() ? names.get(i) : ""))
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    /** {@code Repair.Mode}: as a rule writes it. */
    private static String name(Class<?> type) {
        return type.getEnclosingClass() == null
                ? type.getSimpleName()
                : type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName();
    }

    private static String returned(Method method) {
        boolean nullable = method.getAnnotatedReturnType().isAnnotationPresent(Nullable.class);
        return said(method.getGenericReturnType()) + (nullable ? " or null" : "");
    }

    private static String said(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            String arguments = Arrays.stream(generic.getActualTypeArguments())
                    .map(FactReference::said)
                    .collect(Collectors.joining(" to "));
            return raw.getSimpleName().toLowerCase(Locale.ROOT) + " of " + arguments;
        }
        if (!(type instanceof Class<?> known)) {
            return type.getTypeName();
        }
        if (known == boolean.class) {
            return "truth";
        }
        if (known.isPrimitive()) {
            return "number";
        }
        if (known == String.class) {
            return "text";
        }
        if (known == ZonedDateTime.class) {
            return "time";
        }
        String name = name(known);
        return FactLanguage.isFact(known)
                ? "[" + name + "](#" + name.toLowerCase(Locale.ROOT).replace(".", "") + ")"
                : name;
    }

    private Optional<CallableDeclaration<?>> declaration(Class<?> type, Method method) {
        for (Class<?> at = type; at != null && FactLanguage.isFact(at); at = at.getSuperclass()) {
            Optional<CallableDeclaration<?>> found = source(at).getMethodsByName(method.getName()).stream()
                    .filter(declared -> declared.getParameters().stream()
                            .map(parameter -> parameter.getType().asString().replaceAll("<.*>", ""))
                            .map(name -> name.substring(name.lastIndexOf(' ') + 1))
                            .collect(Collectors.joining(","))
                            .equals(signature(method)))
                    .<CallableDeclaration<?>>map(declared -> declared)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private String sentence(Class<?> type, Method method) {
        String name = type.getSimpleName() + "." + method.getName() + "(" + signature(method) + ")";
        return declaration(type, method)
                .map(declared -> sentences(declared, name))
                .orElseGet(() -> {
                    missing.add(name + " is not in the source of " + type.getSimpleName());
                    return "";
                });
    }

    private String sentences(Object declared, String name) {
        String said = declared instanceof NodeWithJavadoc<?> documented
                ? documented
                        .getJavadoc()
                        .map(doc -> plain(doc.getDescription().toText()))
                        .orElse("")
                : "";
        if (said.isBlank()) {
            missing.add(name);
        }
        return said;
    }

    /** Javadoc as Markdown, in one line. */
    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link(?:plain)? #?([^}]*)}", "`$1`")
                .replaceAll("</?em>", "*")
                .replaceAll("<p>", " ")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }

    private TypeDeclaration<?> source(Class<?> type) {
        TypeDeclaration<?> known = sources.get(type);
        if (known != null) {
            return known;
        }
        Class<?> outer = type.getEnclosingClass() == null ? type : type.getEnclosingClass();
        CompilationUnit unit = parse(SOURCES.resolve(outer.getSimpleName() + ".java"));
        TypeDeclaration<?> found = unit.findAll(TypeDeclaration.class).stream()
                .filter(declared -> declared.getNameAsString().equals(type.getSimpleName()))
                .findFirst()
                .orElseThrow();
        sources.put(type, found);
        return found;
    }

    private static CompilationUnit parse(Path file) {
        try {
            return ExpressionCheck.parser()
                    .parse(Files.readString(file))
                    .getResult()
                    .orElseThrow(() -> new IllegalStateException(file + " cannot be parsed"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Types of which everything is open are only named: what they have depends on the version of Java. */
    private void values() {
        line("## Values of Java");
        line("");
        line("| type | what may be called |");
        line("|---|---|");
        List<String> open = new ArrayList<>();
        for (Class<?> type : FactLanguage.valueTypes()) {
            if (FactLanguage.isWhollyOpen(type)) {
                open.add("`" + type.getSimpleName() + "`");
            } else {
                line("| `" + type.getSimpleName() + "` | " + String.join(", ", FactLanguage.methodNames(type)) + " |");
            }
        }
        line("");
        line("Of " + String.join(", ", open)
                + " all public methods, but for those that ask the clock, chance or the machine.");
    }
}
