package io.fixpoint.recovery;

import io.fixpoint.fact.Incident;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.incident.RecoveryStarter;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.recovery.action.ActionJournal;
import io.fixpoint.recovery.action.JournalEntry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts recoveries, ends them, and lets stalled ones go on. */
@ApplicationScoped
public class Recoveries implements RecoveryStarter {
    private static final Logger LOG = Logger.getLogger(Recoveries.class);

    /** What the steps set; a caller cannot. */
    static final Set<String> RESERVED = Set.of(
            ModelNames.INCIDENT_ID,
            ModelNames.INCIDENT,
            ModelNames.SUSPECTS,
            ModelNames.CAUSE,
            ModelNames.REPAIRS,
            ModelNames.REPAIR,
            ModelNames.VERIFICATION,
            ModelNames.OUTCOME);

    private final RecoveryEngine engine;
    private final RecoveryProgress progress;
    private final AutomationSwitch automation;
    private final RecoveryConfig config;
    private final ActionJournal journal;
    private final RecoveryQueue queue;

    Recoveries(
            RecoveryEngine engine,
            RecoveryProgress progress,
            AutomationSwitch automation,
            RecoveryConfig config,
            ActionJournal journal,
            RecoveryQueue queue) {
        this.engine = engine;
        this.progress = progress;
        this.automation = automation;
        this.config = config;
        this.journal = journal;
        this.queue = queue;
    }

    @Override
    @Transactional(dontRollbackOn = UnknownProcessException.class)
    public Started start(String process, String incidentId) {
        if (latest(process).isEmpty()) {
            throw new UnknownProcessException("No process '" + process + "' is deployed.");
        }
        Incident incident = progress.incident(incidentId);
        Set<String> services = new TreeSet<>(incident.getServices());
        services.add(incident.getService());
        if (automation.mode(services) == AutomationMode.OBSERVE) {
            return new Started(
                    Optional.empty(),
                    "The automation switch says OBSERVE for " + String.join(", ", services)
                            + ": no recovery was started. Start process '" + process
                            + "' with POST /api/v1/recoveries if it is wanted.");
        }
        Begun begun = begin(process, incident, incident.getService(), Map.of());
        return begun.place()
                .map(place -> new Started(Optional.of(begun.id()), place.reason() + ".", true))
                .orElseGet(() -> new Started(Optional.of(begun.id()), "Process '" + process + "' was started."));
    }

    /** A person starts a process, with or without an incident. */
    @Transactional
    String start(
            String process,
            @Nullable String incidentId,
            @Nullable String service,
            Map<String, @Nullable Object> variables,
            String person) {
        if (latest(process).isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "process is '" + process + "', and no such process is deployed; see GET /api/v1/processes.");
        }
        variables.keySet().stream().filter(Recoveries::isReserved).findFirst().ifPresent(name -> {
            throw new ProblemException(
                    ProblemType.INVALID, "variables." + name + " is set by the server; choose another name.");
        });
        Incident incident = incidentId == null ? null : progress.lock(incidentId);
        Map<String, @Nullable Object> all = new LinkedHashMap<>(variables);
        all.put(ModelNames.STARTED_BY, person);
        Begun begun =
                begin(process, incident, service == null && incident != null ? incident.getService() : service, all);
        if (incidentId != null && begun.place().isPresent()) {
            progress.recoveryWaits(
                    incidentId, begun.id(), process, person, begun.place().get().reason() + ".");
        } else if (incidentId != null) {
            progress.recoveryStarted(incidentId, begun.id(), process, person);
        }
        return begun.id();
    }

    /** Whether the server sets the variable; names that begin with '_' are its own. */
    static boolean isReserved(String variable) {
        return RESERVED.contains(variable) || variable.startsWith("_");
    }

    /** A recovery, and what it waits for if it must. */
    private record Begun(String id, Optional<Places.Place> place) {}

    private Begun begin(
            String process,
            @Nullable Incident incident,
            @Nullable String service,
            Map<String, @Nullable Object> variables) {
        // Each of the well-known names is there from the start, so that a condition may ask whether it is null.
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        RESERVED.forEach(name -> all.put(name, null));
        all.putAll(variables);
        all.put(ModelNames.SERVICE, service);
        if (incident != null) {
            all.put(ModelNames.INCIDENT_ID, incident.getId());
            all.put(ModelNames.INCIDENT, FactVariables.of(incident));
        }
        @SuppressWarnings("NullAway") // The engine takes null values and a null business key.
        ProcessInstance instance =
                runtime().startProcessInstanceByKey(process, incident == null ? null : incident.getId(), all);
        String id = instance.getProcessInstanceId();
        return new Begun(id, instance.isEnded() ? Optional.empty() : queue.enter(id, incident, process, service));
    }

    private Optional<ProcessDefinition> latest(String process) {
        return Optional.ofNullable(engine.engine()
                .getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey(process)
                .latestVersion()
                .singleResult());
    }

    @Override
    @Transactional
    public void cancelAll(String incidentId, String reason) {
        List<ProcessInstance> running = runtime()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(incidentId)
                .rootProcessInstances()
                .list();
        for (ProcessInstance instance : running) {
            if (!RecoveryListeners.isEnding(instance.getProcessInstanceId())) {
                delete(instance.getProcessInstanceId(), reason);
            }
        }
    }

    /** A person ends a recovery; its incident is then resolved or escalated, as after an unverified end. */
    @Transactional
    void cancel(String id, @Nullable String reason, String person) {
        HistoricProcessInstance instance = toChange(id);
        if (instance.getEndTime() != null) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "Recovery '" + id + "' has ended already; there is nothing to cancel.");
        }
        String why = "cancelled by " + person + (reason == null || reason.isBlank() ? "" : ": " + reason);
        String incidentId = instance.getBusinessKey();
        delete(id, why);
        if (incidentId != null) {
            progress.recoveryEnded(incidentId, id, false, "The recovery was " + why);
        }
    }

    private void delete(String id, String reason) {
        LOG.infof("Recovery %s is cancelled: %s", id, reason);
        runtime().deleteProcessInstance(id, reason, false, true, true, false);
    }

    /**
     * Lets the stalled steps of a recovery be tried again.
     *
     * @param word what the person says of actions whose outcome is unknown; null if there is none
     */
    @Transactional
    void retry(String id, ActionJournal.@Nullable Decision word, String person) {
        HistoricProcessInstance instance = toChange(id);
        RecoveryTree tree = RecoveryTree.of(engine.engine(), id);
        List<Job> failed = tree.failedJobs();
        List<ExternalTask> ofWorkers = tree.failedExternalTasks();
        if (failed.isEmpty() && ofWorkers.isEmpty()) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "Recovery '" + id + "' is not stalled; there is nothing to retry.");
        }
        List<Job> unknown = failed.stream()
                .filter(job -> journal.find(job.getId())
                        .filter(JournalEntry::unknownOutcome)
                        .isPresent())
                .toList();
        if (!unknown.isEmpty() && word == null) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "It is not known whether an action of recovery '" + id
                            + "' was carried out. Find out, and send {\"unknownOutcome\":\"DONE\"} to go on as if it was,"
                            + " or {\"unknownOutcome\":\"REPEAT\"} to have it done (again).");
        }
        if (unknown.isEmpty() && word != null) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "No action of recovery '" + id + "' has an unknown outcome; leave unknownOutcome out.");
        }
        if (word != null) {
            unknown.forEach(job -> journal.decide(job.getId(), word, person));
        }
        for (Job job : failed) {
            engine.engine()
                    .getManagementService()
                    .setJobRetries(job.getId(), config.jobs().tries());
        }
        for (ExternalTask task : ofWorkers) {
            engine.engine()
                    .getExternalTaskService()
                    .setRetries(task.getId(), config.jobs().tries());
        }
        if (instance.getBusinessKey() != null) {
            progress.happened(instance.getBusinessKey(), person, "Had the stalled recovery tried again", id);
        }
        queue.lookAgain(id, "");
    }

    /** The root instance of this id as it stands once nobody else changes its incident, if it has one. */
    HistoricProcessInstance toChange(String id) {
        String incident = existing(id).getBusinessKey();
        if (incident != null) {
            progress.lock(incident);
        }
        return existing(id);
    }

    /** The root instance of this id, whether it runs or has ended. */
    HistoricProcessInstance existing(String id) {
        HistoricProcessInstance instance = engine.engine()
                .getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceId(id)
                .singleResult();
        if (instance == null) {
            throw ProblemException.notFound("recovery", id);
        }
        return instance;
    }

    private RuntimeService runtime() {
        return engine.engine().getRuntimeService();
    }
}
