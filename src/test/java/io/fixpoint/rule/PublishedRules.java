package io.fixpoint.rule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.kie.api.io.ResourceType;
import org.kie.api.runtime.KieSession;
import org.kie.internal.io.ResourceFactory;
import org.kie.internal.utils.KieHelper;

/** Releases without a store, whose sessions are guarded as those of the server are. */
public final class PublishedRules implements Rules {
    private final RuleCounts counts = new RuleCounts(Clock.systemUTC());
    private final AbandonedThreads abandoned = new AbandonedThreads();
    private final FiringLimits limits;
    private final Map<RuleKey, QuarantinedRule> leftOut = new HashMap<>();
    private List<RuleFile> files;
    private volatile RuleSet inForce;
    private final AtomicLong version = new AtomicLong(1);

    public PublishedRules(List<RuleFile> files) {
        this(files, FiringLimits.DEFAULT.time());
    }

    public PublishedRules(List<RuleFile> files, Duration timeBudget) {
        this.limits = new FiringLimits(FiringLimits.DEFAULT.firings(), FiringLimits.DEFAULT.combinations(), timeBudget);
        this.files = files;
        this.inForce = compile(files, 1, Set.of());
    }

    private static RuleSet compile(List<RuleFile> files, int number, Set<RuleKey> without) {
        return RuleCompiler.compile(files, number, Optional.empty(), without).orThrow();
    }

    /** Compiles the files and puts them in force. */
    public void publish(List<RuleFile> next) {
        RuleSet rules = compile(next, inForce.release() + 1, Set.of());
        files = next;
        leftOut.clear();
        inForce = rules;
        version.incrementAndGet();
    }

    /** The threads that were abandoned. */
    public long abandoned() {
        return abandoned.total();
    }

    @Override
    public int release() {
        return inForce.release();
    }

    @Override
    public long version() {
        return version.get();
    }

    @Override
    public boolean isEmpty(Stage stage) {
        return inForce.isEmpty(stage);
    }

    @Override
    public RuleSession open(Stage stage) {
        return inForce.open(stage, counts, limits, abandoned);
    }

    @Override
    public boolean quarantine(RuleFailedException failure) {
        List<RuleSource> failed = inForce.rules().stream()
                .filter(rule ->
                        rule.stage() == failure.stage() && failure.rules().contains(rule.id()))
                .toList();
        for (RuleSource rule : failed) {
            leftOut.put(rule.key(), QuarantinedRule.of(rule, release(), "it failed", Instant.EPOCH));
        }
        inForce = compile(files, release(), leftOut.keySet());
        version.incrementAndGet();
        return !failed.isEmpty();
    }

    @Override
    public List<QuarantinedRule> leftOut() {
        return List.copyOf(leftOut.values());
    }

    /** Drools as it is: a session of its own compilation of the file, without anything of ours. */
    public static PlainDrools plainDrools(RuleFile file) {
        KieHelper helper = new KieHelper();
        helper.addResource(
                ResourceFactory.newByteArrayResource(file.text().getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                ResourceType.DRL);
        return new PlainDrools(helper.build());
    }

    /** A compiled base of Drools. */
    public record PlainDrools(org.kie.api.KieBase base) {

        /** A new session over the facts, fired once; how many matches fired. */
        public int openAndFire(Collection<?> facts) {
            KieSession session = base.newKieSession();
            try {
                facts.forEach(session::insert);
                return session.fireAllRules();
            } finally {
                session.dispose();
            }
        }
    }
}
