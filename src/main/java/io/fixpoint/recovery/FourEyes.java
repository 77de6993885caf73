package io.fixpoint.recovery;

import io.fixpoint.access.Person;
import io.fixpoint.access.Roles;
import io.fixpoint.access.Users;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.HumanTaskStore.Candidates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.task.Task;

/**
 * Who asked for something does not approve it. Asked have: who started the recovery by hand, who opened its incident by
 * hand, and who completed the tasks that {@code fixpoint:fourEyes} names. Admins are bound as well. Where no other user
 * may do the task, as on a server with one user, the one who asked may, and the timeline says so.
 */
@ApplicationScoped
class FourEyes {
    private final RecoveryEngine engine;
    private final ParsedModels models;
    private final HumanTaskStore store;
    private final RecoveryProgress progress;
    private final Users users;

    FourEyes(RecoveryEngine engine, ParsedModels models, HumanTaskStore store, RecoveryProgress progress, Users users) {
        this.engine = engine;
        this.models = models;
        this.store = store;
        this.progress = progress;
        this.users = users;
    }

    /**
     * Refuses a person who asked for what the task decides.
     *
     * @param who how the person is spoken of: {@code you} or a name
     * @return whether the person asked and may nevertheless, since nobody else could
     * @throws ProblemException FORBIDDEN
     */
    boolean check(Task task, Candidates candidates, String person, String who) {
        List<String> words = models.fourEyes(task.getProcessDefinitionId(), task.getTaskDefinitionKey());
        if (words.isEmpty()) {
            return false;
        }
        Set<String> asked = asked(task, words);
        if (!asked.contains(person)) {
            return false;
        }
        boolean another =
                users.people().stream().anyMatch(other -> !asked.contains(other.name()) && mayDo(other, candidates));
        if (!another) {
            return true;
        }
        throw new ProblemException(
                ProblemType.FORBIDDEN,
                "Task '" + task.getId() + "' needs four eyes, and " + who
                        + " asked for this recovery. Somebody else of the groups " + candidates.groups()
                        + " has to decide; whoever asked can cancel the recovery.");
    }

    /** Whether a user of this server may claim the task, apart from four eyes. */
    static boolean mayDo(Person person, Candidates candidates) {
        return person.is(Roles.ADMIN)
                || (person.is(Roles.OPERATOR)
                        && (candidates.users().contains(person.name())
                                || candidates.groups().stream().anyMatch(person.groups()::contains)));
    }

    private Set<String> asked(Task task, List<String> words) {
        Set<String> asked = new TreeSet<>();
        String recovery = store.find(task.getId()).map(row -> row.recovery).orElse(task.getProcessInstanceId());
        if (engine.engine().getRuntimeService().getVariable(recovery, ModelNames.STARTED_BY)
                instanceof String starter) {
            asked.add(starter);
        }
        if (engine.engine().getTaskService().getVariable(task.getId(), ModelNames.INCIDENT_ID)
                instanceof String incident) {
            progress.openedByPerson(incident).ifPresent(asked::add);
        }
        for (HumanTaskEntity done : store.ofRecoveries(List.of(recovery))) {
            if (done.completedBy != null && words.contains(done.element)) {
                asked.add(done.completedBy);
            }
        }
        return asked;
    }
}
