package io.fixpoint.rule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one file, and with which of its rules. */
final class Findings {
    private final ParsedFile file;
    private final Set<RuleProblem> problems = new LinkedHashSet<>();
    private final Set<RuleDescr> faulty = new LinkedHashSet<>();
    private @Nullable RuleDescr rule;
    private boolean fileFaulty;

    Findings(ParsedFile file) {
        this.file = file;
    }

    ParsedFile file() {
        return file;
    }

    /** What follows is about the rule, or about the file if null. */
    void about(@Nullable RuleDescr part) {
        rule = part;
    }

    void add(BaseDescr part, String detail) {
        add(file.problem(part, rule, detail));
    }

    void addAt(int offset, String detail) {
        add(file.problemAt(offset, rule, detail));
    }

    private void add(RuleProblem problem) {
        problems.add(problem);
        if (rule == null) {
            fileFaulty = true;
        } else {
            faulty.add(rule);
        }
    }

    List<RuleProblem> problems() {
        return new ArrayList<>(problems);
    }

    boolean isFaulty(RuleDescr part) {
        return faulty.contains(part);
    }

    /** Whether something outside its rules is wrong, so that none of them can be compiled. */
    boolean isFileFaulty() {
        return fileFaulty;
    }
}
