package io.fixpoint.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Small rules of all stages about one metric, {@code broken}: 0 is well, 1 is broken, 2 is worse. */
public final class RecoveryRules {
    private static final String HEADER = "import io.fixpoint.fact.*;\n\n";

    private RecoveryRules() {}

    /** Writes the rules into the folder. A service's name says which repairs it gets. */
    public static void write(Path rules) throws IOException {
        Map<String, String> files = Map.of(
                "detection/broken.drl",
                """
                rule "A service is broken" @id("broken")
                when
                    $s : Series( metric == "broken", value > 0 )
                then
                    insertLogical( Anomaly.of("broken", $s).severity(Severity.MAJOR) );
                end

                rule "An alert fires" @id("alert")
                when
                    $a : Alert( firing )
                then
                    insertLogical( Anomaly.of("alert", $a).severity(Severity.MAJOR) );
                end
                """,
                "triage/open.drl",
                """
                rule "A bad anomaly is recovered" @id("open")
                when
                    $a : Anomaly( firing, severity >= Severity.MAJOR, incident == null )
                then
                    insert( OpenIncident.of($a).process("recovery") );
                end
                """,
                "analysis/repairs.drl",
                """
                rule "It is broken" @id("cause")
                when
                    Incident( $service : service )
                then
                    insertLogical( Cause.of("broken", $service) );
                end

                rule "Scaling comes first" @id("scale")
                when
                    Cause( $service : service matches "scale-.*" )
                then
                    insertLogical( Repair.process("repair-scale").target($service).order(1).mode(Repair.Mode.AUTOMATIC).undo("repair-scale-back") );
                end

                rule "A restart with approval" @id("approval")
                when
                    Cause( $service : service matches "approve-.*" )
                then
                    insertLogical( Repair.process("repair-restart").target($service).order(1).mode(Repair.Mode.APPROVAL) );
                end

                rule "A restart comes last" @id("restart")
                when
                    Cause( $service : service not matches "approve-.*" )
                then
                    insertLogical( Repair.process("repair-restart").target($service).order(2).mode(Repair.Mode.AUTOMATIC) );
                end
                """,
                "verification/worse.drl",
                """
                rule "It got worse" @id("worse")
                when
                    $repair : Repair( $service : service )
                    Series( service == $service, metric == "broken", fresh, value > 1 )
                then
                    insertLogical( NotRecovered.of($repair).reason("it is worse than before") );
                end

                rule "It is well" @id("well")
                when
                    $repair : Repair( $service : service )
                    exists Series( service == $service, metric == "broken", fresh )
                    not Series( service == $service, metric == "broken", value > 0 || !fresh )
                then
                    insertLogical( Recovered.of($repair).stableFor("1s") );
                end
                """);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = rules.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            String stage = file.getKey().substring(0, file.getKey().indexOf('/'));
            Files.writeString(path, "package " + stage + ";\n" + HEADER + file.getValue());
        }
    }
}
