package io.fixpoint.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.factlog.TestDatabase;
import io.fixpoint.node.Lead;
import io.fixpoint.node.Lead.LostLeadException;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two servers with the same facts on one database, of which one leads. */
class TakeoverTest {
    private static final String HIGH = """
            rule "High" @id("high") when
                $s : Series( metric == "errors", value > 10 )
            then
                insertLogical( Anomaly.of("high", $s).pendingFor("2s") );
            end

            rule "Alert" @id("alert") when
                $a : Alert( firing )
            then
                insertLogical( Anomaly.of("alert", $a) );
            end
            """;

    private final AtomicInteger leads = new AtomicInteger(0);
    private final DataSource database = TestDatabase.onPostgresql();
    private final DetectionFixture leader =
            new DetectionFixture(new CompiledRules(HIGH), Map.of(), database, new Node(0));
    private final DetectionFixture follower =
            new DetectionFixture(new CompiledRules(HIGH), Map.of(), database, new Node(1));

    /** The term is one more than the number of who leads. */
    private final class Node implements Lead {
        private final int number;

        Node(int number) {
            this.number = number;
        }

        @Override
        public int node() {
            return number;
        }

        @Override
        public long term() {
            return leads.get() == number ? number + 1 : 0;
        }

        @Override
        public void hold(Connection connection, long term) {
            if (term() != term) {
                throw new LostLeadException("Another server leads now.");
            }
        }

        @Override
        public boolean isShared() {
            return true;
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        follower.detector().stop();
        follower.close();
        leader.close();
    }

    private void receive(String service, double value) {
        follower.log.append(List.of(follower.sample(service, null, "errors", value)));
        leader.receive(leader.sample(service, null, "errors", value));
    }

    private void pass() {
        follower.clock.advance(Duration.ofSeconds(3));
        follower.log.tick();
        leader.clock.advance(Duration.ofSeconds(3));
        leader.log.tick();
        leader.process();
        leader.checkpoint();
    }

    @Test
    void theNewLeaderGoesOnWithTheEpisodesByItsOwnFacts() {
        follower.detector().start();
        receive("shop", 11);
        receive("mail", 11);
        pass();
        List<String> ids = ids();
        assertThat(leader.all()).containsExactly("high FIRING", "high FIRING");
        eventually(() -> follower.detector().position() == follower.log.lastPosition());
        assertThat(follower.all()).as("who stands by detects nothing").hasSize(2);

        // Only the new leader hears of these.
        follower.log.append(List.of(follower.sample("mail", null, "errors", 1)));
        follower.log.append(List.of(follower.sample("search", null, "errors", 12)));
        leads.set(1);

        eventually(() -> follower.standing().stream()
                .map(Anomaly::getService)
                .sorted()
                .toList()
                .equals(List.of("search", "shop")));
        assertThat(ids()).as("the episode of the shop goes on").containsAnyElementsOf(ids);
        assertThat(follower.all()).containsExactlyInAnyOrder("high FIRING", "high CLEARED", "high PENDING");
    }

    @Test
    void whatTheNewLeaderNeverHeardOfIsNotOverUntilItHearsOfIt() {
        follower.detector().start();
        receive("shop", 1);
        leader.receive(leader.alert("shop", "Disk", true), leader.sample("mail", null, "errors", 11));
        pass();
        assertThat(leader.all()).containsExactlyInAnyOrder("alert FIRING", "high FIRING");

        leads.set(1);
        follower.log.append(List.of(follower.sample("shop", null, "errors", 1)));
        eventually(() -> follower.detector().position() == follower.log.lastPosition());
        assertThat(follower.all()).containsExactlyInAnyOrder("alert FIRING", "high FIRING");

        follower.log.append(List.of(follower.alert("shop", "Disk", false)));
        eventually(() -> follower.all().contains("alert CLEARED"));
        assertThat(follower.all()).containsExactlyInAnyOrder("alert CLEARED", "high FIRING");
    }

    @Test
    void whoeverLedBeforeStoresNothingAnyMore() {
        follower.detector().start();
        receive("shop", 11);
        pass();
        leads.set(1);
        eventually(() -> follower.detector().position() == follower.log.lastPosition());

        assertThatThrownBy(() -> leader.receive(leader.sample("shop", null, "errors", 1)))
                .isInstanceOf(LostLeadException.class);
        assertThat(follower.all()).containsExactly("high FIRING");
    }

    private List<String> ids() {
        return follower.standing().stream()
                .map(anomaly -> String.valueOf(anomaly.getId()))
                .filter(id -> !id.isEmpty())
                .toList();
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30)).until(condition);
    }
}
