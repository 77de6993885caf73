package io.fixpoint.recovery;

import io.fixpoint.fact.Criticality;
import io.fixpoint.fact.Incident;
import io.fixpoint.fact.Repair;
import io.fixpoint.fact.Service;
import io.fixpoint.incident.RecoveryProgress;
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
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${nextRepair}}: takes the next of {@code repairs}, works out who decides and acts, and opens the attempt. Sets
 * {@code repair} (null if none is left) and {@code attempts}, those so far.
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

    NextRepairStep(AutomationSwitch automation, Topology topology, RecoveryProgress progress) {
        this.automation = automation;
        this.topology = topology;
        this.progress = progress;
    }

    @Override
    public void execute(DelegateExecution execution) {
        List<?> repairs = execution.getVariable(ModelNames.REPAIRS) instanceof List<?> all ? all : List.of();
        int next = execution.getVariable(NEXT) instanceof Number number ? number.intValue() : 0;
        // What was found of the repair before says nothing about this one.
        execution.setVariable(ModelNames.VERIFICATION, null);
        execution.setVariable(ModelNames.OUTCOME, null);
        if (next >= repairs.size() || !(repairs.get(next) instanceof Map<?, ?> map)) {
            execution.setVariable(ModelNames.REPAIR, null);
            return;
        }
        Repair repair = FactVariables.repair(map);
        Optional<String> id = RecoveryListeners.incidentOf(execution);
        Repair.Mode mode = mode(repair, id.map(progress::incident).orElse(null));
        Map<String, @Nullable Object> variable = new LinkedHashMap<>(FactVariables.of(repair));
        variable.put("mode", mode.name());
        variable.put("number", next + 1);
        variable.put("of", repairs.size());
        if (id.isPresent()) {
            variable.put(RepairEnds.ATTEMPT, progress.repairStarted(id.get(), recovery(execution), repair, mode));
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
        Set<String> services = new TreeSet<>();
        services.add(repair.getTarget());
        if (incident != null) {
            services.add(incident.getService());
        }
        // In OBSERVE a recovery runs only because a person started it; nothing is done without asking.
        return automation.mode(services) == AutomationMode.AUTOMATIC ? mode : stricter(mode, Repair.Mode.APPROVAL);
    }

    private Criticality criticality(String service) {
        return topology.service(service).map(Service::getCriticality).orElse(Criticality.MEDIUM);
    }

    private static Repair.Mode stricter(Repair.Mode one, Repair.Mode other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static String recovery(DelegateExecution execution) {
        String root = execution instanceof ExecutionEntity entity ? entity.getRootProcessInstanceId() : null;
        return root == null ? execution.getProcessInstanceId() : root;
    }
}
