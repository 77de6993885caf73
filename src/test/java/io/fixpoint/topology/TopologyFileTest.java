package io.fixpoint.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Service;
import io.fixpoint.topology.TopologyView.ServiceView;
import io.fixpoint.triage.RuledWorld;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(RuledWorld.class)
class TopologyFileTest {
    @Inject
    TopologyStore store;

    @Inject
    TopologyConfig config;

    @Test
    void fileIsLoadedWhenItsContentIsNewAndNeverUndoesAChange() throws IOException {
        assertThat(store.service("shop-front").orElseThrow().getCriticality()).isEqualTo(Criticality.HIGH);
        assertThat(store.dependencies()).extracting(Dependency::toString).containsExactly("shop-front calls shop-back");
        long version = store.version();

        store.replace(new TopologyView(List.of(new ServiceView("other", null, null, null)), null), null);
        store.start();
        assertThat(store.services()).extracting(Service::getName).containsExactly("other");
        assertThat(store.version()).isEqualTo(version + 1);

        Files.writeString(config.file().orElseThrow(), "services: [{name: shop-front}]");
        store.start();
        assertThat(store.services()).extracting(Service::getName).containsExactly("shop-front");
    }

    @Test
    void whatIsWrongInAFileIsNamed() {
        assertThatThrownBy(() -> TopologyStore.parse(Path.of("shop.yaml"), "services: [{nmae: shop}]"))
                .hasMessageContaining("shop.yaml")
                .hasMessageContaining("nmae");
        assertThat(TopologyCheck.problems(TopologyStore.parse(
                        Path.of("shop.yaml"), "services: [{name: a}]\ndependencies: [{from: a, to: a}]")))
                .extracting(TopologyCheck.Row::toString)
                .containsExactly("dependencies[0]: 'a' cannot depend on itself.");
    }
}
