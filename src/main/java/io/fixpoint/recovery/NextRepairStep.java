package io.fixpoint.recovery;

import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Service;
import io.fixpoint.incident.GuardRefusal;
import io.fixpoint.incident.RecoveryProgress;
import io.fixpoint.recovery.guard.RepairGuards;
import io.fixpoint.recovery.guard.RepairStart;
import io.fixpoint.topology.Topology;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${nextRepair}}: takes the next of {@code repairs}, works out who decides and acts, and opens the attempt. Sets
 * {@code repair} (null if none is left) and {@code attempts}, those so far. This is where an automated repair begins: what
 * the guards look at and write, and the attempt, are one transaction.
 */
@Named("nextRepair")
@ApplicationScoped
class NextRepairStep implements JavaDelegate {
    /** The place in {@code repairs} of the one to be taken next. */
    static final String NEXT = "_nextRepair";

    private static final String ATTEMPTS = "attempts";

    private final AutomationSwitch automation;
    private final Topology topology;
    private final RecoveryProgress progress;
    private final RepairGuards guards;
    private final RepairPlan plan;

    NextRepairStep(
            AutomationSwitch automation,
            Topology topology,
            RecoveryProgress progress,
            RepairGuards guards,
            RepairPlan plan) {
        this.automation = automation;
        this.topology = topology;
        this.progress = progress;
        this.guards = guards;
        this.plan = plan;
    }

    @Override
    public void execute(DelegateExecution execution) {
        List<?> repairs = execution.getVariable(ModelNames.REPAIRS) instanceof List<?> all ? all : List.of();
        int next = execution.getVariable(NEXT) instanceof Number number ? number.intValue() : 0;
        // What was found of the repair before says nothing about this one.
        execution.setVariable(ModelNames.VERIFICATION, null);
        execution.setVariable(ModelNames.OUTCOME, null);
        Optional<String> id = RecoveryListeners.incidentOf(execution);
        // The incident first, then the service that the guards lock: who locks both does it in this order.
        Incident incident = id.map(progress::lock).orElse(null);
        if (next >= repairs.size() || !(repairs.get(next) instanceof Map<?, ?> map)) {
            guards.release(recovery(execution));
            execution.setVariable(ModelNames.REPAIR, null);
            return;
        }
        Repair repair = FactVariables.repair(map);
        Map<String, @Nullable Object> variable = new LinkedHashMap<>(FactVariables.of(repair));
        Repair.Mode mode = mode(repair, incident);
        List<GuardRefusal> heldBecause = List.of();
        if (mode == Repair.Mode.AUTOMATIC) {
            execution.setVariable(ModelNames.REPAIR, variable);
            heldBecause = begin(repair, incident, execution);
            mode = heldBecause.isEmpty() ? mode : Repair.Mode.APPROVAL;
        } else {
            guards.release(recovery(execution));
        }
        variable.put("mode", mode.name());
        variable.put("number", next + 1);
        variable.put("of", repairs.size());
        variable.put(ModelNames.HELD_BECAUSE, heldBecause);
        if (id.isPresent()) {
            variable.put(
                    RepairEnds.ATTEMPT,
                    progress.repairStarted(id.get(), recovery(execution), repair, mode, heldBecause));
        }
        execution.setVariable(NEXT, next + 1);
        execution.setVariable(ModelNames.REPAIR, variable);
        List<Object> attempts = new ArrayList<>();
        if (execution.getVariable(ATTEMPTS) instanceof Collection<?> before) {
            attempts.addAll(before);
        }
        attempts.add(variable);
        execution.setVariable(ATTEMPTS, attempts);
    }

    /** Begins it, if the guards let it; else says why not. */
    private List<GuardRefusal> begin(Repair repair, @Nullable Incident incident, DelegateExecution execution) {
        boolean dry = automation.mode(services(repair, incident)) == AutomationMode.DRY_RUN;
        String service = repair.getTarget();
        if (service.isEmpty() && incident != null) {
            service = incident.getService();
        }
        return guards.begin(
                new RepairStart(
                        recovery(execution),
                        incident == null ? null : incident.getId(),
                        service,
                        repair.getParameters()),
                dry ? "Dry run. " + plan.of(repair, execution) : null);
    }

    /** The strictest of what the rule states, what the service is owed, and what people have set. */
    private Repair.Mode mode(Repair repair, @Nullable Incident incident) {
        Repair.Mode mode =
                criticality(repair.getTarget()) == Criticality.HIGH ? Repair.Mode.APPROVAL : Repair.Mode.AUTOMATIC;
        if (repair.getMode() != null) {
            mode = stricter(mode, repair.getMode());
        }
        if (repair.getProcess() == null && repair.getAction() == null) {
            mode = Repair.Mode.MANUAL;
        }
        // In OBSERVE a recovery runs only because a person started it; nothing is done without asking. A dry run is
        // shown
        // by its guard.
        return automation.mode(services(repair, incident)).compareTo(AutomationMode.DRY_RUN) >= 0
                ? mode
                : stricter(mode, Repair.Mode.APPROVAL);
    }

    private static Set<String> services(Repair repair, @Nullable Incident incident) {
        Set<String> services = new TreeSet<>();
        services.add(repair.getTarget());
        if (incident != null) {
            services.add(incident.getService());
        }
        return services;
    }

    private Criticality criticality(String service) {
        return topology.service(service).map(Service::getCriticality).orElse(Criticality.MEDIUM);
    }

    private static Repair.Mode stricter(Repair.Mode one, Repair.Mode other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static String recovery(DelegateExecution execution) {
        return RecoveryListeners.recoveryOf(execution);
    }
}
