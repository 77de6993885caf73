package io.fixpoint.recovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.recovery.HumanTaskStore.Candidates;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;

/** Open human tasks as people see them. A page of them costs the same number of queries as one. */
@ApplicationScoped
class TaskPages {
    private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {};

    private final RecoveryEngine engine;
    private final ParsedModels models;
    private final HumanTaskStore store;
    private final RecoveryProgress progress;
    private final ObjectMapper json;

    TaskPages(
            RecoveryEngine engine,
            ParsedModels models,
            HumanTaskStore store,
            RecoveryProgress progress,
            ObjectMapper json) {
        this.engine = engine;
        this.models = models;
        this.store = store;
        this.progress = progress;
        this.json = json;
    }

    @Transactional
    Page<TaskView> list(HumanTasks.Filter filter, PageQuery query) {
        HumanTaskStore.Listed listed =
                store.list(filter, query, ClockUtil.getCurrentTime().toInstant());
        if (listed.tasks().isEmpty()) {
            return Page.keyed(List.of(), listed.total(), null);
        }
        Map<String, Task> tasks = engine
                .engine()
                .getTaskService()
                .createTaskQuery()
                .taskIdIn(listed.tasks().toArray(String[]::new))
                .list()
                .stream()
                .collect(Collectors.toMap(Task::getId, task -> task));
        List<Task> inOrder = listed.tasks().stream()
                .map(tasks::get)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        return Page.keyed(views(inOrder), listed.total(), listed.next());
    }

    TaskView view(Task task) {
        return views(List.of(task)).get(0);
    }

    private List<TaskView> views(List<Task> tasks) {
        Set<String> ids = tasks.stream().map(Task::getId).collect(Collectors.toSet());
        Map<String, HumanTaskEntity> rows = store.byId(ids);
        Map<String, Candidates> candidates = store.candidates(ids);
        Map<List<String>, OptionalDouble> rates = new HashMap<>();
        return tasks.stream()
                .map(task -> view(
                        task,
                        Objects.requireNonNull(rows.get(task.getId()), "a task without a row"),
                        Objects.requireNonNull(candidates.get(task.getId())),
                        rates))
                .toList();
    }

    private TaskView view(
            Task task, HumanTaskEntity row, Candidates candidates, Map<List<String>, OptionalDouble> rates) {
        Map<String, @Nullable Object> repair = read(row.repair);
        String target = text(repair.get("target"));
        String process = text(repair.get("process"));
        String action = process == null ? text(repair.get("action")) : process;
        OptionalDouble rate = action == null || target == null
                ? OptionalDouble.empty()
                : rates.computeIfAbsent(List.of(action, target), key -> progress.pastSuccessRate(action, target));
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        if (repair.get("parameters") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> parameters.put(String.valueOf(name), value));
        }
        return new TaskView(
                task.getId(),
                task.getName(),
                task.getDescription(),
                task.getTaskDefinitionKey(),
                HumanTasks.key(task.getProcessDefinitionId()),
                row.incident,
                row.recovery,
                task.getAssignee(),
                List.copyOf(candidates.groups()),
                List.copyOf(candidates.users()),
                task.getCreateTime().toInstant(),
                time(task.getDueDate()),
                time(task.getFollowUpDate()),
                task.getPriority(),
                models.outcomes(task.getProcessDefinitionId(), task.getTaskDefinitionKey()),
                !models.fourEyes(task.getProcessDefinitionId(), task.getTaskDefinitionKey())
                        .isEmpty(),
                target,
                action,
                parameters,
                text(repair.get("reason")),
                text(repair.get("undo")),
                rate.isPresent() ? rate.getAsDouble() : null,
                FactVariables.heldBecause(repair));
    }

    private Map<String, @Nullable Object> read(@Nullable String repair) {
        if (repair == null) {
            return Map.of();
        }
        try {
            return json.readValue(repair, MAP);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("is no JSON although we wrote it: " + repair, e);
        }
    }

    private static java.time.@Nullable Instant time(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null || (value instanceof Collection<?> all && all.isEmpty()) ? null : value.toString();
    }
}
