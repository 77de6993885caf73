package io.fixpoint.rule;

import io.fixpoint.fact.Series;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.mvel2.compiler.AbstractParser;

/**
 * The only classes that compiled rules and their conditions can reach: the fact language, values of the JDK, and the few
 * types of Drools that its generated code names. It knows nothing of the check before it, so what got past that still
 * finds no {@code System}, no {@code Thread}, no file and no socket: code that names them does not compile. One for each
 * compilation; it is collected with the rules it served.
 *
 * <p>{@code java.lang.Class} has to be among them, since no class can be linked without it, and the conditions that MVEL
 * interprets ask no class loader when they call a method; {@link ForbiddenWords} keeps both from reflection.
 */
final class RuleClassLoader extends ClassLoader {
    private static final String FACTS = Series.class.getPackageName() + ".";

    /** Values and what they are declared with. */
    private static final List<String> PACKAGES =
            List.of("java.time.", "java.math.", "java.lang.annotation.", "java.lang.constant.");

    private static final Set<String> VALUES = Set.of(
            "java.io.Serializable",
            "java.lang.AbstractStringBuilder",
            "java.lang.Appendable",
            "java.lang.ArithmeticException",
            "java.lang.AssertionError",
            "java.lang.AutoCloseable",
            "java.lang.Byte",
            "java.lang.ClassCastException",
            "java.lang.ClassNotFoundException",
            "java.lang.Cloneable",
            "java.lang.Deprecated",
            "java.lang.Enum",
            "java.lang.Error",
            "java.lang.Exception",
            "java.lang.FunctionalInterface",
            "java.lang.IllegalArgumentException",
            "java.lang.IllegalStateException",
            "java.lang.IndexOutOfBoundsException",
            "java.lang.Iterable",
            "java.lang.NoClassDefFoundError",
            "java.lang.NullPointerException",
            "java.lang.NumberFormatException",
            "java.lang.Override",
            "java.lang.ReflectiveOperationException",
            "java.lang.RuntimeException",
            "java.lang.Short",
            "java.lang.StringBuilder",
            "java.lang.SuppressWarnings",
            "java.lang.Throwable",
            "java.lang.UnsupportedOperationException",
            "java.lang.Void",
            "java.util.AbstractCollection",
            "java.util.AbstractList",
            "java.util.AbstractMap",
            "java.util.AbstractSet",
            "java.util.Comparator",
            "java.util.Date",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.Iterator",
            "java.util.LinkedHashMap",
            "java.util.LinkedHashSet",
            "java.util.Map$Entry",
            "java.util.Optional",
            "java.util.RandomAccess",
            "java.util.SequencedCollection",
            "java.util.SequencedMap",
            "java.util.SequencedSet");

    /** What the code that Drools generates names: the compiler and the JVM must see it. */
    private static final Set<String> GENERATED = Set.of(
            "java.io.ByteArrayOutputStream",
            "java.io.Externalizable",
            "java.io.IOException",
            "java.io.InputStream",
            "java.io.ObjectInput",
            "java.io.ObjectInputStream",
            "java.io.ObjectOutput",
            "java.io.ObjectOutputStream",
            "java.lang.Class",
            "java.lang.ClassLoader",
            "org.drools.base.base.ValueResolver",
            "org.drools.base.base.ValueType",
            "org.drools.base.beliefsystem.Mode",
            "org.drools.base.definitions.rule.impl.RuleImpl",
            "org.drools.base.factmodel.GeneratedFact",
            "org.drools.base.reteoo.BaseTuple",
            "org.drools.base.rule.Declaration",
            "org.drools.base.rule.RuleComponent",
            "org.drools.base.rule.accessor.Accumulator",
            "org.drools.base.rule.accessor.CompiledInvoker",
            "org.drools.base.rule.accessor.EvalExpression",
            "org.drools.base.rule.accessor.FieldValue",
            "org.drools.base.rule.accessor.Invoker",
            "org.drools.base.rule.accessor.ReturnValueExpression",
            "org.drools.base.rule.consequence.Consequence",
            "org.drools.base.rule.consequence.ConsequenceContext",
            "org.drools.core.rule.consequence.KnowledgeHelper",
            "org.drools.mvel.asm.MethodComparator",
            "org.drools.mvel.field.FieldDataFactory",
            "org.drools.mvel.field.FieldFactory",
            "org.mvel2.asm.ClassReader",
            "org.kie.api.definition.KieDefinition",
            "org.kie.api.definition.rule.Rule",
            "org.kie.api.runtime.KieContext",
            "org.kie.api.runtime.rule.EntryPoint",
            "org.kie.api.runtime.rule.FactHandle",
            "org.kie.api.runtime.rule.RuleContext");

    /** What Drools looks up by name for itself, and {@link StoppableCode}; the compiler does not see it. */
    private static final List<String> INTERNAL = List.of(
            StopPoint.class.getName(),
            "org.drools.base.",
            "org.drools.core.WorkingMemory",
            "org.drools.core.base.accumulators.",
            "org.drools.core.common.",
            "org.drools.core.reteoo.",
            "org.drools.core.rule.",
            "org.drools.ecj.EclipseJavaCompiler",
            "org.drools.mvel.",
            "org.kie.api.definition.type.",
            "org.kie.api.runtime.rule.");

    /** Names that MVEL knows without asking any class loader. */
    private static final Set<String> NOT_FOR_CONDITIONS = Set.of(
            "System",
            "Runtime",
            "Thread",
            "ThreadLocal",
            "Class",
            "ClassLoader",
            "Compiler",
            "SecurityManager",
            "Array",
            "Exception");

    static {
        AbstractParser.setupParser();
        AbstractParser.LITERALS.keySet().removeAll(NOT_FOR_CONDITIONS);
        AbstractParser.CLASS_LITERALS.keySet().removeAll(NOT_FOR_CONDITIONS);
    }

    private final ClassLoader server = RuleClassLoader.class.getClassLoader();
    private final Set<String> refused = new ConcurrentSkipListSet<>();

    RuleClassLoader() {
        super("rules", null);
    }

    /** The classes that exist, were asked for and are not open to rules. */
    Set<String> refused() {
        return new TreeSet<>(refused);
    }

    private static boolean isValue(String name) {
        return name.startsWith(FACTS)
                || VALUES.contains(name)
                || FactLanguage.valueNames().contains(name)
                || PACKAGES.stream().anyMatch(name::startsWith);
    }

    private static boolean isCompiledAgainst(String name) {
        return isValue(name) || GENERATED.contains(name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (isCompiledAgainst(name) || INTERNAL.stream().anyMatch(name::startsWith)) {
            return server.loadClass(name);
        }
        throw refused(name, name.replace('.', '/') + ".class");
    }

    private ClassNotFoundException refused(String name, String resource) {
        if (server.getResource(resource) != null) {
            refused.add(name);
        }
        return new ClassNotFoundException(name + " is not open to rules");
    }

    @Override
    public @Nullable URL getResource(String resource) {
        if (!resource.endsWith(".class")) {
            return null;
        }
        String name =
                resource.substring(0, resource.length() - ".class".length()).replace('/', '.');
        if (isCompiledAgainst(name)) {
            return server.getResource(resource);
        }
        ClassNotFoundException unused = refused(name, resource);
        return null;
    }

    @Override
    public Enumeration<URL> getResources(String resource) {
        URL one = getResource(resource);
        return one == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(one));
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String resource) {
        URL one = getResource(resource);
        try {
            return one == null ? null : one.openStream();
        } catch (IOException e) {
            return null;
        }
    }
}
