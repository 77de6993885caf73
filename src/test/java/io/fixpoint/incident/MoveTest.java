package io.fixpoint.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Incident.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MoveTest {
    private static final Path PAGE = Path.of("src/docs/incident-lifecycle.md");

    @Test
    void onlyAnEndedIncidentIsReopenedAndOnlyAResolvedOneIsClosed() {
        for (Status status : Status.values()) {
            boolean ended = status == Status.RESOLVED || status == Status.CLOSED;
            assertThat(Move.REOPEN.after(status).isPresent()).as("%s", status).isEqualTo(ended);
            assertThat(Move.RESOLVE.after(status).isPresent()).as("%s", status).isEqualTo(!ended);
            assertThat(Move.CLOSE.after(status).isPresent()).as("%s", status).isEqualTo(status == Status.RESOLVED);
        }
    }

    @Test
    void everyStatusHasAMoveThatLeavesIt() {
        for (Status status : Status.values()) {
            assertThat(Move.openFrom(status)).as("%s", status).isNotEmpty();
        }
    }

    /** Run with {@code -Dfixpoint.docs=write} to draw it anew. */
    @Test
    void diagramInTheDocsIsDrawnFromTheTable() throws IOException {
        String page = """
                # The life of an incident

                Drawn from `io.fixpoint.incident.Move`, the table that every change of a status goes by; `MoveTest` keeps the
                two alike. A verified recovery, a rule or a person resolves; what still stands after that reopens the
                incident and asks a person; what stays resolved is closed after `fixpoint.incident.close-after`.

                ```mermaid
                """ + Move.diagram() + "```\n";
        if ("write".equals(System.getProperty("fixpoint.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }
}
