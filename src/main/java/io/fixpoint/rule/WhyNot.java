package io.fixpoint.rule;

import io.fixpoint.fact.Anomaly;
import io.fixpoint.fact.Incident;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rule.StageFacts.Question;
import io.fixpoint.rule.StageFacts.Seen;
import io.fixpoint.rule.StageFacts.Standing;
import io.fixpoint.rule.WhyNotView.Held;
import io.fixpoint.rule.WhyNotView.Missed;
import io.fixpoint.rule.WhyNotView.Near;
import io.fixpoint.rule.WhyNotView.Outcome;
import io.fixpoint.rule.WhyNotView.Tried;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers why a rule does not match. Each question is tried on a thread of its own with a limit of time: a condition that
 * never ends is left to itself, and takes one of two places until it does.
 */
@ApplicationScoped
class WhyNot {
    private final Semaphore places = new Semaphore(2);
    private final Duration limit;

    WhyNot() {
        this(Duration.ofSeconds(10));
    }

    /** @param limit how long the conditions of one rule may take */
    WhyNot(Duration limit) {
        this.limit = limit;
    }

    /**
     * The rule that is asked about.
     *
     * @param files of its stage
     * @param leftOut the ids of rules of its stage that are in quarantine
     * @param quarantined why it is itself; null if it is not
     */
    record Asked(
            int release,
            RuleSource rule,
            List<RuleFile> files,
            Set<String> leftOut,
            @Nullable String quarantined) {}

    WhyNotView answer(Asked asked, Question question, Seen seen) {
        if (asked.quarantined() != null) {
            String summary = "The rule is in quarantine and matches nothing: " + asked.quarantined() + ".";
            return view(asked, question, seen, Outcome.NOT_TRIED, summary, List.of());
        }
        List<Tried> tried = tried(asked, question, seen);
        boolean holds = tried.stream().allMatch(condition -> condition.held() == Held.HELD);
        Outcome outcome = holds ? Outcome.HOLDS : Outcome.DOES_NOT_HOLD;
        return view(asked, question, seen, outcome, summary(holds, tried, seen), tried);
    }

    private List<Tried> tried(Asked asked, Question question, Seen seen) {
        RuleSource rule = asked.rule();
        Predicate<Object> about = rule.stage() == Stage.TRIAGE ? aboutService(question.service()) : fact -> true;
        long deadline = System.nanoTime() + limit.toNanos();
        FutureTask<List<Tried>> task = new FutureTask<>(() -> {
            try {
                return WhyNotTrial.run(asked.files(), rule, asked.leftOut(), seen.facts(), about, deadline);
            } finally {
                places.release();
            }
        });
        try {
            if (!places.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(
                                ProblemType.UNAVAILABLE, "Two such questions are being answered; ask again later.")
                        .retryAfter(limit);
            }
            Thread thread = new Thread(task, "fixpoint-why-not");
            thread.setDaemon(true);
            thread.start();
            // Usually it ends itself at the limit, with a better reason.
            return task.get(limit.multipliedBy(3).dividedBy(2).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.UNAVAILABLE, "The server is stopping.");
        } catch (TimeoutException e) {
            throw cannotTell(rule, "one of its conditions does not come to an end");
        } catch (ExecutionException e) {
            throw cannotTell(rule, cause(e));
        }
    }

    private static ProblemException cannotTell(RuleSource rule, String reason) {
        return new ProblemException(
                ProblemType.INVALID, "Why rule '" + rule.id() + "' does not match cannot be told: " + reason + ".");
    }

    private static String cause(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /** Triage sees all services; of a rule's first condition those facts count that are about the one asked for. */
    private static Predicate<Object> aboutService(@Nullable String service) {
        return fact -> {
            if (service == null) {
                return true;
            }
            if (fact instanceof Incident incident) {
                return incident.getServices().contains(service)
                        || incident.getService().equals(service);
            }
            if (fact instanceof Anomaly anomaly) {
                return anomaly.getService().equals(service);
            }
            Object of = FactValues.snapshot(fact, Set.of()).values().get("service");
            return of == null || of.equals(service);
        };
    }

    private static String summary(boolean holds, List<Tried> tried, Seen seen) {
        String remark = seen.remark() == null ? "" : " " + seen.remark();
        if (holds) {
            return "All conditions hold." + standing(seen.standing()) + remark;
        }
        Tried first = tried.stream()
                .filter(condition -> condition.held() == Held.NOT_HELD)
                .findFirst()
                .orElseThrow();
        return "Line " + first.line() + " does not hold: " + first.reason() + "." + nearest(first) + remark
                + standing(seen.standing());
    }

    private static String nearest(Tried condition) {
        if (condition.closest().isEmpty()) {
            return "";
        }
        Near near = condition.closest().get(0);
        if (near.missed().isEmpty()) {
            return " It is " + near.fact().title() + ".";
        }
        Missed missed = near.missed().get(near.missed().size() - 1);
        String title =
                near.fact().type().equals("Values") ? "" : " is " + near.fact().title();
        if (missed.required() == null) {
            return " The nearest" + title + ".";
        }
        return " The nearest" + title + ": " + missed.source() + " is asked for, it is " + missed.actual()
                + (missed.distance() == null ? "" : " (" + number(missed.distance()) + " off)") + ".";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value)
                .replaceAll("(\\.\\d*?)0+$", "$1")
                .replaceAll("\\.$", "");
    }

    private static String standing(List<Standing> standing) {
        StringBuilder text = new StringBuilder();
        for (Standing anomaly : standing) {
            text.append(" The anomaly ")
                    .append(anomaly.name())
                    .append(anomaly.instance() == null ? "" : " of " + anomaly.instance());
            Duration left = anomaly.firesIn();
            if (left != null) {
                text.append(" is pending, and fires in ")
                        .append(Math.max(1, Math.round(left.toMillis() / 1000.0)))
                        .append(" s if they go on holding.");
            } else {
                text.append(" is ")
                        .append(anomaly.status() == Anomaly.Status.FIRING ? "firing" : "pending")
                        .append(" since ")
                        .append(anomaly.startedAt())
                        .append('.');
            }
        }
        return text.toString();
    }

    private static WhyNotView view(
            Asked asked, Question question, Seen seen, Outcome outcome, String summary, List<Tried> conditions) {
        RuleSource rule = asked.rule();
        return new WhyNotView(
                rule.id(),
                rule.name(),
                rule.stage(),
                rule.file(),
                rule.line(),
                rule.endLine(),
                asked.release(),
                question.service(),
                seen.asOf(),
                seen.facts().size(),
                outcome,
                summary,
                asked.quarantined(),
                seen.standing(),
                conditions);
    }
}
