package io.fixpoint.triage;

import io.fixpoint.incident.KnownEpisodes;
import io.fixpoint.incident.KnownRecoveries;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A server with triage rules of its own, whose episodes and recoveries a test states. */
public class RuledWorld implements QuarkusTestProfile {
    private static final String RULES = """
            package triage;
            import io.fixpoint.fact.*;

            rule "A bad anomaly opens an incident" @id("open")
            when
                $a : Anomaly( firing, severity >= Severity.MAJOR, incident == null, name != "poison" )
            then
                insert( OpenIncident.of($a).correlationKey($a.getService()).process("recovery") );
            end

            rule "A poisonous one" @id("poison")
            when
                $a : Anomaly( firing, incident == null, name == "poison" )
            then
                insert( OpenIncident.of($a).correlationKey($a.getService()).process("repair-action") );
            end

            rule "Nothing stands any more" @id("over")
            when
                $i : Incident( open, correlationKey != "poisoned" )
                exists Anomaly( incident == $i.id, cleared )
                not Anomaly( incident == $i.id, !cleared )
            then
                insert( ResolveIncident.of($i).reason("Everything has cleared.") );
            end

            rule "What the gateway has is urgent" @id("urgent")
            when
                $i : Incident( open, service == "gateway" )
            then
                insertLogical( SetPriority.of($i, Priority.P1) );
            end
            """;

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(KnownEpisodes.class, KnownRecoveries.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path folder = Files.createTempDirectory("rules");
            Files.createDirectories(folder.resolve("triage"));
            Files.writeString(folder.resolve("triage/incidents.drl"), RULES);
            Files.writeString(folder.resolve("shop.yaml"), """
                    services:
                      - {name: shop-front, criticality: high, owner: web}
                      - {name: shop-back}
                    dependencies:
                      - {from: shop-front, to: shop-back}
                    """);
            return Map.of(
                    "fixpoint.topology.file",
                    folder.resolve("shop.yaml").toString(),
                    "fixpoint.rules.dir",
                    folder.toString(),
                    "fixpoint.triage.retry-after",
                    "PT0.05S",
                    "fixpoint.triage.separate-after",
                    "2",
                    "fixpoint.triage.poll",
                    "PT0.5S");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
