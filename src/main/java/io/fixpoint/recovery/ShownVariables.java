package io.fixpoint.recovery;

import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.variable.value.FileValue;
import org.jspecify.annotations.Nullable;

/** The variables of a recovery as people see them. */
final class ShownVariables {
    private ShownVariables() {}

    /** The variables of the instance itself, by name; those whose names begin with '_' are the server's own. */
    static Map<String, @Nullable Object> of(ProcessEngine engine, String instance) {
        Map<String, @Nullable Object> variables = new TreeMap<>();
        for (HistoricVariableInstance variable : engine.getHistoryService()
                .createHistoricVariableInstanceQuery()
                .processInstanceId(instance)
                .activityInstanceIdIn(instance)
                .list()) {
            if (!variable.getName().startsWith("_")) {
                variables.put(variable.getName(), shown(variable));
            }
        }
        return variables;
    }

    /** A file is shown by its name and type; its content is for workers. */
    private static @Nullable Object shown(HistoricVariableInstance variable) {
        if (variable.getTypedValue() instanceof FileValue file) {
            Map<String, @Nullable Object> shown = new TreeMap<>();
            shown.put("filename", file.getFilename());
            shown.put("mimeType", file.getMimeType());
            return shown;
        }
        return variable.getValue();
    }
}
