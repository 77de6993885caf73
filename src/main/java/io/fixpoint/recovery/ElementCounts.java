package io.fixpoint.recovery;

import io.fixpoint.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Comparator;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.management.IncidentStatistics;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.repository.ProcessDefinitionQuery;
import org.jspecify.annotations.Nullable;

/** Counts where the instances of a process stand. */
@ApplicationScoped
class ElementCounts {
    private final RecoveryEngine engine;

    ElementCounts(RecoveryEngine engine) {
        this.engine = engine;
    }

    /** Where the instances of a version stand; only elements at which there are any, by id. */
    record CountsView(String key, int version, List<CountView> elements) {}

    /** @param stalled those of them that failed as often as they may, and wait for a person */
    record CountView(String element, long running, long stalled) {}

    /** Of the latest version, unless one is named. */
    @Transactional
    CountsView of(String key, @Nullable Integer version) {
        ProcessDefinition definition = definition(key, version);
        List<CountView> elements = engine
                .engine()
                .getManagementService()
                .createActivityStatisticsQuery(definition.getId())
                .includeIncidents()
                .list()
                .stream()
                .map(at -> new CountView(
                        at.getId(),
                        at.getInstances(),
                        at.getIncidentStatistics().stream()
                                .mapToLong(IncidentStatistics::getIncidentCount)
                                .sum()))
                .filter(count -> count.running() > 0 || count.stalled() > 0)
                .sorted(Comparator.comparing(CountView::element))
                .toList();
        return new CountsView(key, definition.getVersion(), elements);
    }

    private ProcessDefinition definition(String key, @Nullable Integer version) {
        RepositoryService repository = engine.engine().getRepositoryService();
        ProcessDefinitionQuery query = repository.createProcessDefinitionQuery().processDefinitionKey(key);
        ProcessDefinition found =
                (version == null ? query.latestVersion() : query.processDefinitionVersion(version)).singleResult();
        if (found == null) {
            throw ProblemException.notFound("process", version == null ? key : key + "' of version '" + version);
        }
        return found;
    }
}
