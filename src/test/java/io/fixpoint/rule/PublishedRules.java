package io.fixpoint.rule;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kie.api.io.ResourceType;
import org.kie.api.runtime.KieSession;
import org.kie.internal.io.ResourceFactory;
import org.kie.internal.utils.KieHelper;

/** Releases without a store, whose sessions are guarded as those of the server are: for benchmarks. */
public final class PublishedRules implements Rules {
    private final RuleCounts counts = new RuleCounts(Clock.systemUTC());
    private final AbandonedThreads abandoned = new AbandonedThreads();
    private volatile RuleSet inForce;

    public PublishedRules(List<RuleFile> files) {
        this.inForce = compile(files, 1);
    }

    private static RuleSet compile(List<RuleFile> files, int number) {
        return RuleCompiler.compile(files, number, Optional.empty(), Set.of()).orThrow();
    }

    /** Compiles the files and puts them in force. */
    public void publish(List<RuleFile> files) {
        inForce = compile(files, inForce.release() + 1);
    }

    @Override
    public int release() {
        return inForce.release();
    }

    @Override
    public long version() {
        return inForce.release();
    }

    @Override
    public boolean isEmpty(Stage stage) {
        return inForce.isEmpty(stage);
    }

    @Override
    public RuleSession open(Stage stage) {
        return inForce.open(stage, counts, FiringLimits.DEFAULT, abandoned);
    }

    @Override
    public boolean quarantine(RuleFailedException failure) {
        return false;
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
