package io.fixpoint;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.fixpoint.problem.ProblemException;
import io.smallrye.config.ConfigMapping;
import jakarta.persistence.Entity;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The package table of the README, and what keeps the packages replaceable. */
class ArchitectureTest {
    private static final String ROOT = "io.fixpoint.";
    private static final java.nio.file.Path SOURCES = java.nio.file.Path.of("src/main/java/io/fixpoint");
    private static final Set<String> FOR_ALL = Set.of("problem", "access", "audit", "rest");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z.]+)` \\| [^|]+ \\| ([^|]+) \\|");
    private static final Pattern NAME = Pattern.compile("[a-z.]+");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.fixpoint");

    @Test
    void readmeTableHasAllPackages() throws IOException {
        assertThat(table().keySet())
                .as("the package table of README.md")
                .containsExactlyInAnyOrderElementsOf(packages());
    }

    @Test
    void packagesUseWhatTheTableAllows() throws IOException {
        Map<String, Set<String>> table = table();
        for (Map.Entry<String, Set<String>> row : table.entrySet()) {
            Set<String> forbidden = new TreeSet<>(table.keySet());
            forbidden.removeAll(row.getValue());
            forbidden.removeAll(FOR_ALL);
            forbidden.remove(row.getKey());
            if (forbidden.isEmpty()) {
                continue;
            }
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + row.getKey())
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden.stream().map(ROOT::concat).toArray(String[]::new))
                    .because("the README's package table is what a newcomer reads first; change both or neither")
                    .check(CLASSES);
        }
    }

    @Test
    void packagesHaveNoCycle() {
        SlicesRuleDefinition.slices()
                .matching("io.fixpoint.(**)")
                .should()
                .beFreeOfCycles()
                .because("calls go forward and imports backward, so that each package can be read alone")
                .check(CLASSES);
    }

    @Test
    void droolsIsKnownToRulesOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.fixpoint.rule")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.kie..", "org.drools..", "org.mvel2..")
                .because("all others speak the language of package fact, so the engine can be replaced")
                .check(CLASSES);
    }

    @Test
    void camundaIsKnownToRecoveryOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.fixpoint.recovery..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.camunda..")
                .because("its maintained fork must stay a rename away")
                .check(CLASSES);
    }

    @Test
    void persistenceIsInStoresAndEntities() {
        DescribedPredicate<JavaClass> persistent = DescribedPredicate.describe(
                "stores and entities",
                type -> type.getName().matches(".*Store(\\$.*)?")
                        || type.isAnnotatedWith(Entity.class)
                        || type.getEnclosingClass()
                                .map(outer -> outer.isAnnotatedWith(Entity.class))
                                .orElse(false));
        noClasses()
                .that(DescribedPredicate.not(persistent))
                .and()
                .resideOutsideOfPackage("io.fixpoint.database")
                .should()
                .dependOnClassesThat(resideInAnyPackage("jakarta.persistence..", "org.hibernate.."))
                .because("who changes a row, and in which transaction, must be found in one place for each table")
                .check(CLASSES);
    }

    @Test
    void theLanguageOfRulesUsesNothing() {
        noClasses()
                .that()
                .resideInAPackage("io.fixpoint.fact")
                .should()
                .dependOnClassesThat(DescribedPredicate.not(
                        resideInAnyPackage("java..", "io.fixpoint.fact", "org.jspecify.annotations")))
                .because("authors see these classes, and nothing else of the server")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Impl|Dto|DTO|Utils?)")
                .because("such a name fits anything, so it says nothing")
                .check(CLASSES);
        classes()
                .that()
                .areAnnotatedWith(ConfigMapping.class)
                .and()
                .areTopLevelClasses()
                .should()
                .haveSimpleNameEndingWith("Config")
                .because("settings are found by their suffix, beside their user")
                .check(CLASSES);
        classes()
                .that()
                .areAnnotatedWith(Path.class)
                .should()
                .haveSimpleNameEndingWith("Resource")
                .because("endpoints are found by their suffix")
                .check(CLASSES);
    }

    @Test
    void errorsForCallersAreProblems() {
        noClasses()
                .that(resideInAPackage("io.fixpoint..")
                        .and(DescribedPredicate.not(resideInAPackage("io.fixpoint.problem"))))
                .should()
                .dependOnClassesThat(assignableTo(jakarta.ws.rs.WebApplicationException.class))
                .because("every error is a problem detail: throw " + ProblemException.class.getSimpleName())
                .check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        for (String name : packages()) {
            java.nio.file.Path info = SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java");
            assertThat(info).exists();
            assertThat(Files.readString(info))
                    .as(info.toString())
                    .contains("/**")
                    .contains("@org.jspecify.annotations.NullMarked");
        }
    }

    private static Set<String> packages() throws IOException {
        try (Stream<java.nio.file.Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Each package with those it may use. */
    private static Map<String, Set<String>> table() throws IOException {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        String readme = Files.readString(java.nio.file.Path.of("README.md"));
        Matcher row = ROW.matcher(readme.substring(readme.indexOf("## Packages")));
        while (row.find()) {
            table.put(
                    row.group(1),
                    NAME.matcher(row.group(2))
                            .results()
                            .map(found -> found.group())
                            .collect(Collectors.toSet()));
        }
        return table;
    }
}
