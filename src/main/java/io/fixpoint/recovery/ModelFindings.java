package io.fixpoint.recovery;

import io.fixpoint.recovery.ProcessProblem.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is found wrong with one file. */
final class ModelFindings {
    private final String file;
    private final List<ProcessProblem> problems = new ArrayList<>();

    ModelFindings(String file) {
        this.file = file;
    }

    /** The file cannot be deployed; the line is from 1, or 0 if the whole file is meant. */
    void error(int line, @Nullable String detail) {
        problems.add(new ProcessProblem(Severity.ERROR, file, null, line, String.valueOf(detail)));
    }

    /** The file cannot be deployed with this element in it. */
    void error(ModelElement element, String detail) {
        add(Severity.ERROR, element, detail);
    }

    /** The file can be deployed, and the author should think again. */
    void warning(ModelElement element, String detail) {
        add(Severity.WARNING, element, detail);
    }

    private void add(Severity severity, ModelElement element, String detail) {
        problems.add(new ProcessProblem(severity, file, element.nearestId(), element.line(), detail));
    }

    List<ProcessProblem> problems() {
        return problems;
    }
}
