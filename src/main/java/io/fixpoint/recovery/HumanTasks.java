package io.fixpoint.recovery;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.FormFile.FieldProblem;
import io.fixpoint.rest.Page;
import io.fixpoint.rest.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Comment;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;
import org.jspecify.annotations.Nullable;

/** Human tasks: who may do them, and what doing them means. */
@ApplicationScoped
class HumanTasks {
    /** The task's own variable that history shows as the task's outcome. */
    static final String DECIDED = "_outcome";

    private final RecoveryEngine engine;
    private final ParsedModels models;
    private final RecoveryProgress progress;

    HumanTasks(RecoveryEngine engine, ParsedModels models, RecoveryProgress progress) {
        this.engine = engine;
        this.models = models;
        this.progress = progress;
    }

    /** What a list is restricted to; nulls restrict nothing. */
    record Filter(
            @Nullable String assignee,
            @Nullable String group,
            @Nullable String incidentId,
            @Nullable String process,
            @Nullable Boolean overdue) {}

    @Transactional
    Page<TaskView> list(Filter filter, PageQuery page) {
        TaskQuery query = tasks().createTaskQuery().active();
        if (filter.assignee() != null) {
            query.taskAssignee(filter.assignee());
        }
        if (filter.group() != null) {
            query.taskCandidateGroup(filter.group()).includeAssignedTasks();
        }
        if (filter.incidentId() != null) {
            query.processInstanceBusinessKey(filter.incidentId());
        }
        if (filter.process() != null) {
            query.processDefinitionKey(filter.process());
        }
        if (Boolean.TRUE.equals(filter.overdue())) {
            query.dueBefore(ClockUtil.getCurrentTime());
        }
        PageQuery.Sort sort = page.sort("createdAt", "dueAt", "priority");
        switch (sort.field()) {
            case "dueAt" -> query.orderByDueDate();
            case "priority" -> query.orderByTaskPriority();
            default -> query.orderByTaskCreateTime();
        }
        if (sort.descending()) {
            query.desc();
        } else {
            query.asc();
        }
        List<Task> found;
        long total;
        if (Boolean.FALSE.equals(filter.overdue())) {
            List<Task> inTime = query.list().stream()
                    .filter(task -> task.getDueDate() == null
                            || task.getDueDate()
                                    .toInstant()
                                    .isAfter(ClockUtil.getCurrentTime().toInstant()))
                    .toList();
            total = inTime.size();
            int from = Math.min(page.offset(), inTime.size());
            found = inTime.subList(from, Math.min(from + page.pageSize(), inTime.size()));
        } else {
            total = query.count();
            found = query.listPage(page.offset(), page.pageSize());
        }
        return Page.of(found.stream().map(this::view).toList(), total, page);
    }

    @Transactional
    TaskView get(String id) {
        return view(existing(id));
    }

    /** The form's schema; empty if the task has none. */
    @Transactional
    Optional<FormFile> form(String id) {
        Task task = existing(id);
        // Asking the engine for a form that is not there would mark the transaction for rollback.
        if (task.getFormKey() == null && task.getCamundaFormRef() == null) {
            return Optional.empty();
        }
        try (InputStream form = engine.engine().getFormService().getDeployedTaskForm(task.getId())) {
            return Optional.of(FormFile.read(new ModelFile("task.form", form.readAllBytes())));
        } catch (FormFile.InvalidException e) {
            throw new IllegalStateException("the form of task " + id + " is broken: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Transactional
    void claim(String id, Person person) {
        Task task = existing(id);
        mayDo(task, person);
        notAnothers(task, person);
        if (task.getAssignee() == null) {
            tasks().setAssignee(id, person.name());
            tell(task, person.name(), "Claimed task '" + task.getName() + "'", null);
        }
    }

    @Transactional
    void unclaim(String id, Person person) {
        Task task = existing(id);
        if (task.getAssignee() == null) {
            throw new ProblemException(ProblemType.CONFLICT, "Task '" + id + "' is claimed by nobody.");
        }
        if (!person.is(Roles.ADMIN)) {
            notAnothers(task, person);
        }
        tasks().setAssignee(id, null);
        tell(task, person.name(), "Gave task '" + task.getName() + "' back", null);
    }

    @Transactional
    void assign(String id, String assignee, Person person) {
        Task task = existing(id);
        mayDo(task, person);
        if (!person.is(Roles.ADMIN)) {
            notAnothers(task, person);
        }
        tasks().setAssignee(id, assignee);
        tell(task, person.name(), "Assigned task '" + task.getName() + "' to " + assignee, null);
    }

    @Transactional
    void complete(String id, @Nullable String outcome, Map<String, @Nullable Object> variables, Person person) {
        Task task = existing(id);
        mayDo(task, person);
        notAnothers(task, person);
        List<FieldProblem> problems = new ArrayList<>();
        List<String> outcomes = outcomes(task);
        if (outcome != null && !outcomes.contains(outcome)) {
            problems.add(new FieldProblem(
                    "outcome",
                    "it is '" + outcome + "'; "
                            + (outcomes.isEmpty()
                                    ? "this task has no outcomes, leave it out"
                                    : "it must be one of " + outcomes)));
        } else if (outcome == null && !outcomes.isEmpty()) {
            problems.add(new FieldProblem("outcome", "it is missing; it must be one of " + outcomes));
        }
        variables.keySet().stream()
                .filter(name -> Recoveries.RESERVED.contains(name) || name.startsWith("_"))
                .forEach(name -> problems.add(new FieldProblem(name, "it is set by the server; leave it out")));
        form(id).ifPresent(form -> problems.addAll(form.problems(variables)));
        if (!problems.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "Task '" + id + "' cannot be completed so: "
                            + problems.get(0).field() + ": " + problems.get(0).detail(),
                    problems);
        }
        if (task.getAssignee() == null) {
            tasks().setAssignee(id, person.name());
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(variables);
        all.put(ModelNames.OUTCOME, outcome);
        if (outcome != null) {
            tasks().setVariableLocal(id, DECIDED, outcome);
        }
        tell(
                task,
                person.name(),
                "Completed task '" + task.getName() + "'" + (outcome == null ? "" : ": " + outcome),
                variables.get("comment") instanceof String comment ? comment : null);
        tasks().complete(id, all);
    }

    @Transactional
    TaskView.CommentView comment(String id, String text, Person person) {
        Task task = existing(id);
        IdentityService identities = engine.engine().getIdentityService();
        identities.setAuthenticatedUserId(person.name());
        try {
            Comment comment = tasks().createComment(id, task.getProcessInstanceId(), text);
            tell(task, person.name(), "Wrote to task '" + task.getName() + "'", text);
            return view(comment);
        } finally {
            identities.clearAuthentication();
        }
    }

    @Transactional
    List<TaskView.CommentView> comments(String id) {
        existing(id);
        return tasks().getTaskComments(id).stream()
                .map(HumanTasks::view)
                .sorted(java.util.Comparator.comparing(TaskView.CommentView::time))
                .toList();
    }

    private void tell(Task task, String person, String what, @Nullable String detail) {
        if (tasks().getVariable(task.getId(), ModelNames.INCIDENT_ID) instanceof String incident) {
            progress.happened(incident, person, what, detail);
        }
    }

    private Task existing(String id) {
        Task task = tasks().createTaskQuery().taskId(id).initializeFormKeys().singleResult();
        if (task == null) {
            boolean done = engine.engine()
                            .getHistoryService()
                            .createHistoricTaskInstanceQuery()
                            .taskId(id)
                            .count()
                    > 0;
            if (done) {
                throw new ProblemException(
                        ProblemType.CONFLICT, "Task '" + id + "' is completed or was withdrawn already.");
            }
            throw ProblemException.notFound("task", id);
        }
        return task;
    }

    private void notAnothers(Task task, Person person) {
        if (task.getAssignee() != null && !task.getAssignee().equals(person.name())) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Task '" + task.getId() + "' is claimed by " + task.getAssignee()
                            + "; ask for it to be given back or assigned to you.");
        }
    }

    private void mayDo(Task task, Person person) {
        Candidates candidates = candidates(task);
        boolean may = person.is(Roles.ADMIN)
                || person.name().equals(task.getAssignee())
                || candidates.users().contains(person.name())
                || candidates.groups().stream().anyMatch(person.groups()::contains);
        if (!may) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "Task '" + task.getId() + "' is for the groups " + candidates.groups()
                            + (candidates.users().isEmpty() ? "" : " and the people " + candidates.users())
                            + "; you are in " + new TreeSet<>(person.groups()) + ".");
        }
    }

    private record Candidates(Set<String> groups, Set<String> users) {}

    private Candidates candidates(Task task) {
        Set<String> groups = new TreeSet<>();
        Set<String> users = new TreeSet<>();
        for (IdentityLink link : tasks().getIdentityLinksForTask(task.getId())) {
            if (IdentityLinkType.CANDIDATE.equals(link.getType())) {
                if (link.getGroupId() != null) {
                    groups.add(link.getGroupId());
                }
                if (link.getUserId() != null) {
                    users.add(link.getUserId());
                }
            }
        }
        return new Candidates(groups, users);
    }

    private List<String> outcomes(Task task) {
        return models.outcomes(task.getProcessDefinitionId(), task.getTaskDefinitionKey());
    }

    private TaskView view(Task task) {
        ProcessInstance instance = engine.engine()
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceId(task.getProcessInstanceId())
                .singleResult();
        Map<String, Object> variables =
                tasks().getVariables(task.getId(), List.of(ModelNames.REPAIR, ModelNames.INCIDENT_ID));
        Map<?, ?> repair = variables.get(ModelNames.REPAIR) instanceof Map<?, ?> map ? map : Map.of();
        String process = text(repair.get("process"));
        String target = text(repair.get("target"));
        OptionalDouble rate =
                process == null || target == null ? OptionalDouble.empty() : progress.pastSuccessRate(process, target);
        Candidates candidates = candidates(task);
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        if (repair.get("parameters") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> parameters.put(String.valueOf(name), value));
        }
        String root = instance == null ? null : instance.getRootProcessInstanceId();
        return new TaskView(
                task.getId(),
                task.getName(),
                task.getDescription(),
                task.getTaskDefinitionKey(),
                key(task.getProcessDefinitionId()),
                text(variables.get(ModelNames.INCIDENT_ID)),
                Objects.requireNonNullElse(root, task.getProcessInstanceId()),
                task.getAssignee(),
                List.copyOf(candidates.groups()),
                List.copyOf(candidates.users()),
                task.getCreateTime().toInstant(),
                task.getDueDate() == null ? null : task.getDueDate().toInstant(),
                task.getPriority(),
                outcomes(task),
                target,
                process == null ? text(repair.get("action")) : process,
                parameters,
                text(repair.get("reason")),
                text(repair.get("undo")),
                rate.isPresent() ? rate.getAsDouble() : null,
                FactVariables.heldBecause(repair));
    }

    private static TaskView.CommentView view(Comment comment) {
        return new TaskView.CommentView(
                comment.getId(), comment.getUserId(), comment.getTime().toInstant(), comment.getFullMessage());
    }

    private static String key(String definitionId) {
        int colon = definitionId.indexOf(':');
        return colon < 0 ? definitionId : definitionId.substring(0, colon);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private TaskService tasks() {
        return engine.engine().getTaskService();
    }
}
