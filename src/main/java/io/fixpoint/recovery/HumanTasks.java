package io.fixpoint.recovery;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.access.Users;
import io.fixpoint.fact.Incident;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.FormFile.FieldProblem;
import io.fixpoint.recovery.HumanTaskStore.Candidates;
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
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Comment;
import org.camunda.bpm.engine.task.Task;
import org.jspecify.annotations.Nullable;

/** Human tasks: who may do them, and what doing them means. */
@ApplicationScoped
class HumanTasks {
    /** The task's own variable that history shows as the task's outcome. */
    static final String DECIDED = "_outcome";

    private final RecoveryEngine engine;
    private final ParsedModels models;
    private final RecoveryProgress progress;
    private final TaskPages pages;
    private final HumanTaskStore store;
    private final FourEyes fourEyes;
    private final Users users;

    HumanTasks(
            RecoveryEngine engine,
            ParsedModels models,
            RecoveryProgress progress,
            TaskPages pages,
            HumanTaskStore store,
            FourEyes fourEyes,
            Users users) {
        this.engine = engine;
        this.models = models;
        this.progress = progress;
        this.pages = pages;
        this.store = store;
        this.fourEyes = fourEyes;
        this.users = users;
    }

    /** Whose tasks: those that the person has, and those that the person may claim and nobody has. */
    record Mine(String person, Set<String> groups) {}

    /** What a list is restricted to; nulls restrict nothing. */
    record Filter(
            @Nullable String assignee,
            @Nullable String group,
            @Nullable String incidentId,
            @Nullable String process,
            @Nullable Boolean overdue,
            @Nullable Mine mine) {}

    @Transactional
    TaskView get(String id) {
        return pages.view(existing(id));
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
        Task task = toChange(id);
        mayDo(task, person);
        notAnothers(task, person);
        if (task.getAssignee() == null) {
            boolean unused = fourEyes.check(task, candidates(task), person.name(), "you");
            tasks().setAssignee(id, person.name());
            tell(task, person.name(), "Claimed task '" + task.getName() + "'", null);
        }
    }

    @Transactional
    void unclaim(String id, Person person) {
        Task task = toChange(id);
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
        Task task = toChange(id);
        mayDo(task, person);
        if (!person.is(Roles.ADMIN)) {
            notAnothers(task, person);
        }
        Candidates candidates = candidates(task);
        Person receiver = users.people().stream()
                .filter(user -> user.name().equals(assignee))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID, "assignee is '" + assignee + "', and there is no such user."));
        if (!FourEyes.mayDo(receiver, candidates)) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "assignee is '" + assignee + "', who may not do this task: it is for operators of the groups "
                            + candidates.groups()
                            + (candidates.users().isEmpty() ? "" : " and the people " + candidates.users()) + ".");
        }
        boolean unused = fourEyes.check(task, candidates, assignee, "'" + assignee + "'");
        tasks().setAssignee(id, assignee);
        tell(task, person.name(), "Assigned task '" + task.getName() + "' to " + assignee, null);
    }

    @Transactional
    void complete(String id, @Nullable String outcome, Map<String, @Nullable Object> variables, Person person) {
        Task task = toChange(id);
        mayDo(task, person);
        notAnothers(task, person);
        boolean alone = fourEyes.check(task, candidates(task), person.name(), "you");
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
                .filter(Recoveries::isReserved)
                .forEach(name -> problems.add(new FieldProblem(name, "it is set by the server; leave it out")));
        form(id).ifPresent(form -> problems.addAll(form.problems(variables)));
        variables.forEach((name, value) -> {
            boolean told = problems.stream().anyMatch(problem -> problem.field().equals(name));
            if (value instanceof String text && text.length() > FormFile.LONGEST_TEXT && !told) {
                problems.add(new FieldProblem(
                        name,
                        "it has " + text.length() + " characters; at most " + FormFile.LONGEST_TEXT + " are allowed"));
            }
        });
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
        if (alone) {
            tell(
                    task,
                    person.name(),
                    "Decided task '" + task.getName() + "' alone",
                    "It needs four eyes, but no other user may do it.");
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
        Task task = toChange(id);
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
        if (store.find(id).isEmpty()) {
            throw ProblemException.notFound("task", id);
        }
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

    /** The task as it stands once nobody else changes its incident: that is locked before anything of the engine's. */
    private Task toChange(String id) {
        Task task = existing(id);
        if (tasks().getVariable(id, ModelNames.INCIDENT_ID) instanceof String incident) {
            Incident ignored = progress.lock(incident);
            return existing(id);
        }
        return task;
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
        if (!person.name().equals(task.getAssignee()) && !FourEyes.mayDo(person, candidates)) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "Task '" + task.getId() + "' is for the groups " + candidates.groups()
                            + (candidates.users().isEmpty() ? "" : " and the people " + candidates.users())
                            + "; you are in " + new TreeSet<>(person.groups()) + ".");
        }
    }

    private Candidates candidates(Task task) {
        return Objects.requireNonNull(store.candidates(List.of(task.getId())).get(task.getId()));
    }

    private List<String> outcomes(Task task) {
        return models.outcomes(task.getProcessDefinitionId(), task.getTaskDefinitionKey());
    }

    private static TaskView.CommentView view(Comment comment) {
        return new TaskView.CommentView(
                comment.getId(), comment.getUserId(), comment.getTime().toInstant(), comment.getFullMessage());
    }

    /** The key of the process, of its definition's id. */
    static String key(String definitionId) {
        int colon = definitionId.indexOf(':');
        return colon < 0 ? definitionId : definitionId.substring(0, colon);
    }

    private TaskService tasks() {
        return engine.engine().getTaskService();
    }
}
