package io.fixpoint.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.rule.StageSessionTest.Stated;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules that want more than facts and conclusions. Each must be refused by the check, before anything is compiled: no
 * part of it may run. And each must be harmless if it got past the check: it does not compile against the classes that are
 * open to rules, or it is stopped.
 */
class HostileRulesTest {
    private static final FiringLimits TIGHT = new FiringLimits(1_000, 100_000, Duration.ofMillis(250));
    private static final AbandonedThreads ABANDONED = new AbandonedThreads();
    private static final Path MARK = Path.of(System.getProperty("java.io.tmpdir"), "fixpoint-hostile-rule-was-here");

    private static final String CONCLUDE = "insertLogical( Anomaly.of(\"x\", $s) );";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$s : Series( System.exit(1) == null )",
                "$s : Series( value > System.currentTimeMillis() )",
                "$s : Series( java.lang.System.exit(1) == null )",
                "$s : Series( Runtime.getRuntime().exec(\"id\") != null )",
                "$s : Series( java.lang.Runtime.getRuntime().availableProcessors() > 1 )",
                "$s : Series( getClass() != null )",
                "$s : Series( this.getClass().getName() == \"x\" )",
                "$s : Series( class.name == \"x\" )",
                "$s : Series( this.class.classLoader != null )",
                "$s : Series( metric.getClass().forName(\"java.lang.Runtime\") != null )",
                "$s : Series( metric.class.name != null )",
                "$s : Series( Class.forName(\"java.lang.Runtime\") != null )",
                "$s : Series( \"\".getClass().forName(\"java.lang.Runtime\").getMethods()[6].invoke(null) != null )",
                "$s : Series( new ProcessBuilder(\"id\").start() != null )",
                "$s : Series( new java.io.File(\"/etc/passwd\").exists() )",
                "$s : Series( new java.net.URL(\"http://localhost\").openStream() != null )",
                "$s : Series( Thread.sleep(1000) == null )",
                "$s : Series( Thread.currentThread().contextClassLoader != null )",
                "$s : Series( eval( System.exit(1) == null ) )",
                "$s : Series() eval( true )",
                "$s : Series() eval( System.getenv(\"HOME\") != null )",
                "$s : Series() String() from System.getenv().values()",
                "$s : Series() String() from $s.getLabels().values()",
                "$s : Series() Object() from new java.util.ArrayList()",
                "$s : Series() Object() from java.util.ServiceLoader.load(Runnable.class)",
                "$s : Series( $x : System.getProperty(\"user.home\") )",
                "$s : Series( $x : value, $y : Runtime.getRuntime() )",
                "$s : Series( value > 3 || Runtime.getRuntime().exec(\"id\") != null )",
                "$s : Series( metric in (\"a\", System.getenv(\"PATH\")) )",
                "$s : Series( labels[System.getenv(\"PATH\")] == \"a\" )",
                "$s : Series( this#java.lang.Object.hashCode() > 0 )",
                "$s : Series( labels#java.util.HashMap.clear() == null )",
                "$s : Series( labels.clear() == null )",
                "$s : Series( labels.put(\"a\", \"b\") == null )",
                "$s : Series( labels.forEach((a, b) -> System.exit(1)) == null )",
                "$s : Series( Math.random() > 0.5 )",
                "$s : Series( java.time.ZonedDateTime.now() > time )",
                "$s : Series( ZonedDateTime.now().isAfter(time) )",
                "$s : Series( with(this) { value = 3 } != null )",
                "$s : Series( (value = 3) > 2 )",
                "$s : Series( value++ > 2 )",
                "$s : Series( ($x = System) != null )",
                "$s : Series( [1, 2, System.exit(1)] contains 3 )",
                "$s : Series( [\"a\" : System.exit(1)] != null )",
                "$s : Series( value > { System.exit(1) } )",
                "$s : Series( time before[System.exit(1)] time )",
                "$s : Series( metric str[startsWith] System.getenv(\"A\") )",
                "$s : Series( metric == (String) Class.forName(\"x\").newInstance() )",
                "$s : Series( readings.value > 3 )",
                "$s : Series( !/System.exit(1)/ )",
                "$s : Series( value > 3, /System )",
                "$s : Series( function() == 3 )",
                "$s : Series( java.util.concurrent.Executors.newCachedThreadPool() != null )",
                "$s : Series( java.util.ServiceLoader.load(Runnable.class) != null )",
                "$s : Series( java.util.Locale.setDefault(null) == null )",
                "$s : Series( String.class.getName() == \"x\" )",
                "$s : Series( this instanceof Series )",
                "$s : Series( metric == \"a\" ? System.exit(1) : true )",
                "$s : Series( Integer.getInteger(\"x\") != null )",
                "$s : Series( isdef $x ? true : System.exit(1) )",
                "$s : Series( value > 3; System.exit(1) )",
                "$s : Series() over window:time( 5m )",
                "$s : Series() from entry-point \"x\"",
                "$s : Series() @watch( * )",
                "$s : Series() accumulate( Series( service == $s.service ); $n : count(System.exit(1)) )",
                "$s : Series() accumulate( Series( service == $s.service, $v : value ), init( System.exit(1); ), action( int a = 1; ), result( null ) )",
                "$s : Series() Number() from accumulate( Series( service == $s.service, $v : value ), init( double t = 0; ), action( t += $v; ), result( t ) )",
                "$s : Series() accumulate( Series( service == $s.service ); $n : evil(1) )",
                "$s : Series() groupby( Series( service == $s.service, $v : value ); System.exit(1); $n : count(1) )",
                "$s : Series() busy( System.getenv(\"A\"); )",
                "$s : Series() $l : java.util.ArrayList() from collect( Series( service == $s.service ) )",
                "$s : io.fixpoint.fact.Series()",
                "$s : Object()",
                "$s : Thread()",
                "$s : Series() if ( value > 3 ) do[x]",
                "$s : Series( $x := value )",
                "Math : Series() $s : Series( service == Math.service )",
            })
    void conditionIsRefused(String conditions) {
        refused(conditions, CONCLUDE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.exit(1);",
                "System.exit(1); " + CONCLUDE,
                "insertLogical( Anomaly.of(System.getenv(\"PATH\"), $s) );",
                "insertLogical( Anomaly.of(\"x\" + Runtime.getRuntime(), $s) );",
                "insertLogical( Anomaly.of(\"x\".getClass().getName(), $s) );",
                "insertLogical( Anomaly.of($s.getClass().getName(), $s) );",
                "insertLogical( Anomaly.of(Class.forName(\"java.lang\" + \".Runtime\").getName(), $s) );",
                "insertLogical( Anomaly.of(String.valueOf(new java.io.File(\"/\").list()), $s) );",
                "insertLogical( Anomaly.of(new String(\"x\"), $s) );",
                "insertLogical( Anomaly.of(new Object() { { System.exit(1); } }.toString(), $s) );",
                "insertLogical( new Object() { { System.exit(1); } } );",
                "insertLogical( new Thread() );",
                "insertLogical( Anomaly.of(((java.util.function.Supplier<String>) () -> \"x\").get(), $s) );",
                "insertLogical( Anomaly.of(String.class.getName(), $s) );",
                "insertLogical( Anomaly.known(\"x\", \"s\", null, null, null, null, null, null, null) );",
                "insertLogical( Anomaly.of(\"x\", $s).as(null) );",
                "insertLogical( Anomaly.of(\"x\" + Anomaly.of(\"y\", $s).identity(), $s) );",
                "insertLogical( Anomaly.of(\"x\" + Anomaly.of(\"y\", $s).pendingFor(), $s) );",
                "insertLogical( Anomaly.of(\"x\" + Lengths.parse(\"1m\"), $s) );",
                "insertLogical( Anomaly.of(\"x\", new Series(\"a\", null, \"b\", null, null)) );",
                "insertLogical( Anomaly.of(\"x\" + drools.getRule(), $s) );",
                "insertLogical( Anomaly.of(\"x\" + kcontext.getKieRuntime(), $s) );",
                "drools.insertLogical( Anomaly.of(\"x\", $s) );",
                "kcontext.getKieRuntime().halt();",
                "drools.halt();",
                "insertLogical( Anomaly.of(\"x\", $s), \"neg\" );",
                "insert( Anomaly.of(\"x\", $s) );",
                "insertAsync( Anomaly.of(\"x\", $s) );",
                "bolster( Anomaly.of(\"x\", $s) );",
                "channels[\"x\"].send($s);",
                "entryPoints[\"x\"].insert($s);",
                "while (true) {}",
                "for (;;) { " + CONCLUDE + " }",
                "int a = 1; " + CONCLUDE,
                "try { " + CONCLUDE + " } finally { System.exit(1); }",
                "class A { static { System.exit(1); } } " + CONCLUDE,
                CONCLUDE + " } public static void evil() { System.exit(1);",
                CONCLUDE + " } static { System.exit(1); } static void x() {",
                "insertLogical( Anomaly.of(\"x\", $s) ) }; { System.exit(1)",
                "/* */ System.exit(1); // " + CONCLUDE,
                "insertLogical( Anomaly.of(\"\\u0022 + System.getenv() + \\u0022\", $s) );",
                "\\u0053ystem.exit(1);",
                "// \\u000a System.exit(1);\n" + CONCLUDE,
                "insertLogical( Anomaly.of(\"x\", $s).detail(Thread.currentThread().getName()) );",
                "insertLogical( Anomaly.of(\"x\", $s).detail(ZonedDateTime.now().toString()) );",
                "insertLogical( Anomaly.of(\"x\", $s).detail(\"\" + $s.getLabels().getClass()) );",
                "insertLogical( Anomaly.of(\"x\", $s).detail(\"\" + java.util.UUID.randomUUID()) );",
                "insertLogical( Anomaly.of(\"x\", $s).detail(\"\" + Math.random()) );",
                "insertLogical( $s == null ? Anomaly.of(\"x\", $s) : null );",
                "insertLogical( (Anomaly) null );",
                "insertLogical( null );",
                "",
            })
    void conclusionIsRefused(String conclusion) {
        refused("$s : Series()", conclusion);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import java.io.File;",
                "import java.lang.reflect.Method;",
                "import java.util.concurrent.Executors;",
                "import java.util.concurrent.*;",
                "import java.util.function.Function;",
                "import java.util.ServiceLoader;",
                "import java.util.Timer;",
                "import java.lang.Runtime;",
                "import io.fixpoint.rule.RuleCompiler;",
                "import io.fixpoint.fact.Lengths;",
                "import io.fixpoint.fact.Fact;",
                "import org.drools.core.*;",
                "import static java.lang.System.exit;",
                "import function java.lang.System.exit;",
                "import static java.lang.Math.*;",
                "import accumulate java.lang.String evil",
                "import accumulate org.drools.core.base.accumulators.CountAccumulateFunction count",
                "global java.util.List out;",
                "function void evil() { System.exit(1); }",
                "function boolean yes(double d) { return true; }",
                "declare Helper extends java.lang.Thread end",
                "declare Helper a : java.lang.Thread end",
                "declare Helper a : String = System.getenv(\"A\") end",
                "declare Helper @role(event) a : String end",
                "declare Helper @expires(1h) a : String end",
                "declare Helper @classReactive a : String end",
                "declare Series @role(event) end",
                "declare io.fixpoint.fact.Series @role(event) @timestamp(time) end",
                "declare java.lang.String @role(event) end",
                "declare Math a : String end",
                "declare trait T a : String end",
                "declare enum Evil A(System.getenv(\"A\")); a : String end",
                "declare window W Series() over window:time(1m) end",
                "declare entry-point \"x\" end",
                "dialect \"mvel\"",
                "query q( Thread $t ) Series() end",
                "query q( String $s ) Series( service == $s, System.exit(1) == null ) end",
                "query q( String $s ) Series( metric == $s ) end",
            })
    void declarationIsRefused(String declaration) {
        refused(file(declaration, "rule \"test\" when $s : Series() then " + CONCLUDE + " end"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rule \"test\" dialect \"mvel\" when $s : Series() then CONCLUDE end",
                "rule \"test\" timer( int: 1s ) when $s : Series() then CONCLUDE end",
                "rule \"test\" timer( cron: 0/1 * * * * ? ) when $s : Series() then CONCLUDE end",
                "rule \"test\" duration 10s when $s : Series() then CONCLUDE end",
                "rule \"test\" salience ( System.exit(1) ) when $s : Series() then CONCLUDE end",
                "rule \"test\" salience ( $s.getClass().hashCode() ) when $s : Series() then CONCLUDE end",
                "rule \"test\" enabled ( System.exit(1) == null ) when $s : Series() then CONCLUDE end",
                "rule \"test\" agenda-group \"a\" when $s : Series() then CONCLUDE end",
                "rule \"test\" ruleflow-group \"a\" when $s : Series() then CONCLUDE end",
                "rule \"test\" activation-group \"a\" when $s : Series() then CONCLUDE end",
                "rule \"test\" auto-focus true when $s : Series() then CONCLUDE end",
                "rule \"test\" lock-on-active true when $s : Series() then CONCLUDE end",
                "rule \"test\" date-effective \"01-Jan-2026\" when $s : Series() then CONCLUDE end",
                "rule \"test\" calendars \"x\" when $s : Series() then CONCLUDE end",
                "rule \"test\" @expires( 1h ) when $s : Series() then CONCLUDE end",
                "rule \"test\" @Direct when $s : Series() then CONCLUDE end",
                "rule \"test\" @id( System.exit(1) ) when $s : Series() then CONCLUDE end",
                "rule \"test\" when $s : Series() then CONCLUDE then[x] System.exit(1); end",
                "rule \"base\" when $s : Series() then CONCLUDE end rule \"test\" extends \"base\" when then CONCLUDE end",
            })
    void ruleIsRefused(String rule) {
        refused(file("", rule.replace("CONCLUDE", CONCLUDE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new java.io.FileOutputStream(\"MARK\").close();",
                "java.nio.file.Files.createFile(java.nio.file.Path.of(\"MARK\"));",
                "new ProcessBuilder(\"touch\", \"MARK\").start().waitFor();",
                "Runtime.getRuntime().exec(\"touch MARK\").waitFor();",
                "new java.net.Socket(\"localhost\", 1).close();",
                "new java.net.URL(\"http://localhost:1\").openStream();",
                "System.setProperty(\"fixpoint.hostile\", \"yes\");",
                "Runtime.getRuntime().halt(1);",
                "new Thread() { public void run() { System.exit(1); } }.start();",
                "((Runnable) () -> System.exit(1)).run();",
                "new javax.script.ScriptEngineManager().getEngineByName(\"mvel\").eval(\"System.exit(1)\");",
                "org.mvel2.MVEL.eval(\"System.setProperty('fixpoint.hostile', 'yes')\");",
                "org.drools.util.ClassUtils.class.getName();",
                "java.util.concurrent.Executors.newCachedThreadPool().submit((Runnable) null);",
                "\"\".getClass().forName(\"java.lang.System\").getMethod(\"exit\", int.class).invoke(null, 1);",
                "\"\".get\\u0043lass().for\\u004eame(\"java.lang.System\").getMethod(\"exit\", int.class).invoke(null, 1);",
                "$s.getClass().getClassLoader().loadClass(\"java.lang.System\");",
                "kcontext.getKieRuntime().getEnvironment().set(\"x\", \"y\");",
                "drools.getWorkingMemory();",
                "while (true) { insert( new Object() ); }",
                "\"aaaaaaaaaaaaaaaa\".repeat(2000000000).concat(\"b\");",
                "throw new Error();",
                "Object[] all = {}; all[1] = null;",
            })
    void consequenceIsHarmless(String consequence) {
        refused("$s : Series()", consequence.replace("MARK", MARK.toString()));
        assertThat(MARK).doesNotExist();
        assertThat(System.getProperty("fixpoint.hostile")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$s : Series( new java.io.FileOutputStream(\"MARK\") != null )",
                "$s : Series( System.setProperty(\"fixpoint.hostile\", \"yes\") == null )",
                "$s : Series( String.forName(\"java.lang.System\").getMethod(\"getenv\").invoke(null) != null )",
                "$s : Series( metric.class.forName(\"java.lang.System\") != null )",
                "$s : Series( Object.classLoader != null )",
                "$s : Series( Series.classLoader.loadClass(\"java.lang.System\") != null )",
                "$s : Series( org.mvel2.MVEL.eval(\"System.exit(1)\") != null )",
                "$s : Series( new org.mvel2.MVEL() != null )",
                "$s : Series( eval( new ProcessBuilder(\"touch\", \"MARK\").start() != null ) )",
                "$s : Series() eval( System.setProperty(\"fixpoint.hostile\", \"yes\") == null )",
                "$s : Series() eval( Runtime.getRuntime().exec(\"touch MARK\") != null )",
                "$s : Series() String() from java.nio.file.Files.readAllLines(java.nio.file.Path.of(\"/etc/passwd\"))",
                "$s : Series() Object() from System.getProperties().setProperty(\"fixpoint.hostile\", \"yes\")",
                "$s : Series() Series() Series() Series() Series()",
                "$s : Series() Series() accumulate( Series( $v : value ); $n : sum($v) )",
            })
    void conditionIsHarmless(String conditions) {
        refused(conditions.replace("MARK", MARK.toString()), CONCLUDE);
        assertThat(MARK).doesNotExist();
        assertThat(System.getProperty("fixpoint.hostile")).isNull();
    }

    @AfterAll
    static void threadsEnd() throws InterruptedException {
        for (Thread thread : ABANDONED.threads()) {
            thread.join(10_000);
        }
        assertThat(ABANDONED.threads()).isEmpty();
    }

    @Test
    void packageOfAnotherStageIsRefused() {
        refused("package triage; import io.fixpoint.fact.*; rule \"a\" when $s : Series() then " + CONCLUDE + " end");
        refused("package java.lang; import io.fixpoint.fact.*; rule \"a\" when $s : Series() then " + CONCLUDE
                + " end");
    }

    private static void refused(String conditions, String conclusion) {
        refused(file("", "rule \"test\" when\n" + conditions + "\nthen\n" + conclusion + "\nend"));
    }

    private static String file(String declaration, String rules) {
        return """
                package detection;
                import io.fixpoint.fact.*;
                import java.util.*;
                import java.time.*;
                query busy( String $svc ) Series( service == $svc ) end
                %s
                %s
                """.formatted(declaration, rules);
    }

    /** Refused by the parser or by the check; a refusal by the Java compiler would come too late. */
    private static void refused(String text) {
        ParsedFile file = ParsedFile.parse(new RuleFile("detection/hostile.drl", text));
        List<RuleProblem> problems = file.tree().isEmpty()
                ? file.problems()
                : RuleCompiler.checks(Stage.DETECTION, List.of(file), Optional.empty())
                        .get(0)
                        .check()
                        .problems();
        assertThat(problems).as(text).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.severity()).isEqualTo(RuleProblem.Severity.ERROR);
            assertThat(problem.line()).isPositive();
            assertThat(problem.detail()).isNotBlank();
        });
        assertThat(RuleCompiler.compile(List.of(file.file())).rules()).isEmpty();
        harmless(file.file());
    }

    /** Without the check: it is not compiled, or runs to its end, or is stopped; the server lives in any case. */
    private static void harmless(RuleFile file) {
        Compilation unchecked = RuleCompiler.compileUnchecked(List.of(file));
        if (unchecked.rules().isEmpty()) {
            return;
        }
        try (RuleSession session =
                unchecked.rules().get().open(Stage.DETECTION, new RuleCounts(Clock.systemUTC()), TIGHT, ABANDONED)) {
            for (int i = 0; i < 100; i++) {
                session.put(i, new Stated("shop", "metric" + i).series());
            }
            session.fire();
        } catch (RuleFailedException e) {
            assertThat(e.rules()).as(file.text()).isSubsetOf("test", "base");
        }
    }
}
