package io.fixpoint.rule;

import java.util.List;

/** What is wrong with rule files; {@code valid} if no problem is an ERROR. */
record CheckView(boolean valid, List<RuleProblem> problems) {}
