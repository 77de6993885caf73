package io.fixpoint.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.node.Lead.LostLeadException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeadershipTest {
    private final DataSource database = TestDatabase.onPostgresql();

    @TempDir
    Path folder;

    private Leadership server(String name, String lease) {
        return new Leadership(
                database,
                true,
                TestDatabase.config(NodeConfig.class, Map.of("fixpoint.node.lead", lease)),
                folder.resolve(name),
                new SimpleMeterRegistry());
    }

    @Test
    void oneLeadsAndTheOtherTakesOverWhenItsLeaseLapses() throws SQLException {
        Leadership one = server("one", "PT1H");
        Leadership two = server("two", "PT0.4S");
        one.start();
        two.start();
        try {
            long first = one.term();
            assertThat(one.leads()).isTrue();
            assertThat(two.leads()).isFalse();
            assertThat(two.node()).isEqualTo(one.node() + 1);
            hold(one, first);

            // As if it had been silent for so long.
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "update node_lead set expires_at = timestamp with time zone '2000-01-01 00:00:00+00'");
            }
            await().atMost(Duration.ofSeconds(20)).until(two::leads);

            hold(two, two.term());
            assertThatThrownBy(() -> hold(one, first)).isInstanceOf(LostLeadException.class);
            assertThat(one.leads()).isFalse();
        } finally {
            two.stop();
            one.stop();
        }
    }

    @Test
    void anotherLifeOfTheSameFolderLeadsAtOnceAndOneThatStopsGivesTheLeadBack() {
        Leadership before = server("one", "PT1H");
        before.start();
        Leadership after = server("one", "PT1H");
        after.start();
        assertThat(after.leads()).isTrue();
        assertThatThrownBy(() -> hold(before, before.term())).isInstanceOf(LostLeadException.class);

        after.stop();
        Leadership other = server("other", "PT1H");
        other.start();
        assertThat(other.leads()).isTrue();
        other.stop();
        before.stop();
    }

    private void hold(Leadership server, long term) throws SQLException {
        try (Connection connection = database.getConnection()) {
            server.hold(connection, term);
        }
    }
}
