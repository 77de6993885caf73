package io.fixpoint.scenario;

import io.fixpoint.detection.DetectionConfig;
import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.rule.Compilation;
import io.fixpoint.rule.RuleCompiler;
import io.fixpoint.rule.RuleFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs scenarios of tests. */
final class Trial {
    static final RuleFile QUEUE = new RuleFile("detection/queue.drl", """
            package detection;
            import io.fixpoint.fact.*;
            rule "The queue is long" @id("long-queue")
            when
                $s : Series( metric == "queue_length", value > 100 )
            then
                insertLogical( Anomaly.of("long-queue", $s).severity(Severity.MAJOR).pendingFor("10s").keepFiringFor("5s") );
            end
            rule "The mean is high" @id("high-mean")
            when
                $s : Series( metric == "queue_length", mean5m > 50 )
            then
                insertLogical( Anomaly.of("high-mean", $s) );
            end
            """);
    static final RuleFile OPEN = new RuleFile("triage/open.drl", """
            package triage;
            import io.fixpoint.fact.*;
            rule "A bad anomaly is looked at" @id("open")
            when
                $a : Anomaly( firing, severity >= Severity.MAJOR, incident == null )
            then
                insert( OpenIncident.of($a).process("recovery") );
            end
            """);

    private Trial() {}

    static ScenarioTests tests() {
        return new ScenarioTests(TestDatabase.config(DetectionConfig.class, Map.of()), Duration.ofDays(7));
    }

    private static final Map<List<RuleFile>, Compilation> COMPILED = new HashMap<>();

    /** The same rules are compiled once. */
    static TestReport run(String scenarios, RuleFile... rules) {
        return run(scenarios, false, rules);
    }

    static TestReport run(String scenarios, boolean conditions, RuleFile... rules) {
        List<RuleFile> files = new ArrayList<>(List.of(rules));
        Compilation compilation = COMPILED.computeIfAbsent(List.copyOf(files), RuleCompiler::compile);
        files.add(new RuleFile("detection/a.scenario.yaml", scenarios));
        return tests().run(files, compilation, name -> true, conditions, Duration.ofMinutes(1));
    }
}
