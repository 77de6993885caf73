package io.fixpoint.rule;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fact language as an editor needs it: what {@link FactLanguage} leaves open to rules.
 *
 * @param stages what each matches and concludes
 * @param types all that a rule may name, by name; nested ones as a rule writes them: {@code Repair.Mode}
 */
record LanguageView(List<StageView> stages, List<TypeView> types) {
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString", "compareTo", "ordinal");

    /**
     * What a stage uses.
     *
     * @param folder of its files
     * @param matches types that its rules match
     * @param concludes types that stand as long as the conditions hold: {@code insertLogical}
     * @param saidOnce types that are done once: {@code insert}
     */
    record StageView(Stage stage, String folder, List<String> matches, List<String> concludes, List<String> saidOnce) {}

    /**
     * A type.
     *
     * @param fact whether it belongs to the fact language; else it is a value of the JDK
     * @param constants of an enum, ascending
     * @param properties that a condition reads by name
     */
    record TypeView(
            String name, boolean fact, List<String> constants, List<PropertyView> properties, List<CallView> calls) {}

    /** @param getter the call that reads it after {@code then} */
    record PropertyView(String name, String type, boolean nullable, String getter) {}

    /** @param parameters their types */
    record CallView(String name, boolean ofType, List<String> parameters, String returns) {}

    static LanguageView describe() {
        List<StageView> stages = Arrays.stream(Stage.values())
                .map(stage -> new StageView(
                        stage,
                        stage.folder(),
                        names(FactLanguage.matched(stage)),
                        names(FactLanguage.concluded(stage)),
                        names(FactLanguage.saidOnce(stage))))
                .toList();
        return new LanguageView(
                stages,
                named().stream()
                        .map(LanguageView::type)
                        .sorted(Comparator.comparing(TypeView::name))
                        .toList());
    }

    private static List<String> names(Collection<Class<?>> types) {
        return types.stream().map(Class::getSimpleName).sorted().toList();
    }

    private static Set<Class<?>> named() {
        Set<Class<?>> types = new LinkedHashSet<>(FactLanguage.types());
        for (Class<?> outer : FactLanguage.types()) {
            Arrays.stream(outer.getClasses())
                    .filter(inner ->
                            FactLanguage.nested(outer, inner.getSimpleName()).isPresent())
                    .forEach(types::add);
        }
        types.remove(Object.class);
        types.remove(Enum.class);
        return types;
    }

    private static TypeView type(Class<?> type) {
        List<PropertyView> properties = new ArrayList<>();
        FactLanguage.properties(type)
                .forEach((name, getter) -> properties.add(new PropertyView(
                        name,
                        said(getter.getGenericReturnType()),
                        getter.getAnnotatedReturnType().isAnnotationPresent(Nullable.class),
                        getter.getName())));
        return new TypeView(name(type), FactLanguage.isFact(type), constants(type), properties, calls(type));
    }

    private static List<String> constants(Class<?> type) {
        return type.isEnum()
                ? Stream.of(type.getEnumConstants())
                        .map(constant -> ((Enum<?>) constant).name())
                        .toList()
                : List.of();
    }

    private static List<CallView> calls(Class<?> type) {
        return FactLanguage.methodNames(type).stream()
                .filter(name -> !OF_EVERY_OBJECT.contains(name))
                .flatMap(name -> FactLanguage.methods(type, name).stream())
                .filter(method -> FactValues.propertyName(method) == null)
                .map(LanguageView::call)
                .distinct()
                .sorted(Comparator.comparing(CallView::name)
                        .thenComparing(call -> call.parameters().size())
                        .thenComparing(call -> String.join(",", call.parameters())))
                .toList();
    }

    private static CallView call(Method method) {
        return new CallView(
                method.getName(),
                Modifier.isStatic(method.getModifiers()),
                Arrays.stream(method.getGenericParameterTypes())
                        .map(LanguageView::said)
                        .toList(),
                said(method.getGenericReturnType()));
    }

    /** {@code Map<String, String>}: as an author writes it. */
    private static String said(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            return name(raw)
                    + Arrays.stream(generic.getActualTypeArguments())
                            .map(LanguageView::said)
                            .collect(Collectors.joining(", ", "<", ">"));
        }
        return type instanceof Class<?> known ? name(known) : type.getTypeName();
    }

    private static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null ? type.getSimpleName() : outer.getSimpleName() + "." + type.getSimpleName();
    }
}
