package io.fixpoint.rule;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The rules in force: the folder publishes releases, one release is active, a rule that fails is left out of it. */
@ApplicationScoped
public class RuleReleases implements Rules {
    private static final Logger LOG = Logger.getLogger(RuleReleases.class);
    private static final String FOLDER_AUTHOR = "folder";

    private final ReleaseStore store;
    private final RulesConfig config;
    private final Clock clock;
    private final Instance<KnownProcesses> processes;
    private final RuleCounts counts;
    private volatile @Nullable InForce inForce;

    /**
     * What is in force now.
     *
     * @param source all of its rules, with those in quarantine
     * @param quarantined why, by id
     */
    record InForce(
            RuleRelease release,
            long version,
            RuleSet rules,
            List<RuleSource> source,
            Map<String, Quarantined> quarantined) {}

    /** A rule that failed. */
    record Quarantined(String reason, Instant since) {}

    RuleReleases(ReleaseStore store, RulesConfig config, Clock clock, Instance<KnownProcesses> processes) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.processes = processes;
        this.counts = new RuleCounts(clock);
    }

    /**
     * Reads the folder, publishes it if its content differs from what it published last, and puts the active release in
     * force.
     *
     * @throws IllegalStateException if there are no rules to serve; the message names every problem
     */
    public synchronized void start() {
        List<RuleFile> files = RuleFolder.read(config.dir());
        String hash = RuleFolder.hash(files);
        Optional<RuleRelease> active = store.active();
        if (active.isEmpty() || !store.lastFolderHash().equals(Optional.of(hash))) {
            Compilation candidate = check(files);
            if (candidate.valid()) {
                active = Optional.of(store.publish(
                        hash,
                        RuleRelease.Origin.FOLDER,
                        FOLDER_AUTHOR,
                        "content of the folder '" + config.dir() + "'",
                        clock.instant(),
                        files));
            } else if (active.isEmpty()) {
                throw new IllegalStateException(
                        "The rules in '" + config.dir() + "' cannot be used:\n" + candidate.listing());
            } else {
                LOG.errorf(
                        "The rules in '%s' cannot be used, so release %d goes on serving. Correct them and restart:\n%s",
                        config.dir(), active.get().number(), candidate.listing());
            }
        }
        RuleRelease serving = active.orElseThrow();
        Compilation compilation = RuleCompiler.compile(serving.files(), serving.number(), Optional.empty(), Set.of());
        RuleSet rules = compilation
                .rules()
                .orElseThrow(() -> new IllegalStateException("The active release " + serving.number()
                        + " of the rules cannot be used by this server:\n" + compilation.listing()));
        inForce = new InForce(serving, nextVersion(), rules, rules.rules(), Map.of());
        LOG.infof(
                "Release %d of the rules is in force: %d rules from %d files.",
                serving.number(), rules.rules().size(), serving.files().size());
    }

    /** The files of a release; empty if there was none with this number. */
    public Optional<List<RuleFile>> files(int number) {
        return store.find(number).map(RuleRelease::files);
    }

    /** What is wrong with the files, were they published now. */
    Compilation check(List<RuleFile> files) {
        Optional<Set<String>> known = processes.isResolvable()
                ? Optional.of(Set.copyOf(processes.get().keys()))
                : Optional.empty();
        return RuleCompiler.compile(files, 0, known, Set.of());
    }

    @Override
    public int release() {
        return now().release().number();
    }

    @Override
    public long version() {
        return now().version();
    }

    @Override
    public Set<String> leftOut() {
        return now().quarantined().keySet();
    }

    @Override
    public boolean isEmpty(Stage stage) {
        return now().rules().isEmpty(stage);
    }

    @Override
    public RuleSession open(Stage stage) {
        return now().rules().open(stage, counts, config.firingLimit());
    }

    @Override
    public synchronized boolean quarantine(RuleFailedException failure) {
        InForce before = now();
        String rule = failure.rule();
        if (rule == null) {
            LOG.errorf(failure, "A rule failed, but it is not known which: %s", failure.getMessage());
            return false;
        }
        if (before.quarantined().containsKey(rule)) {
            return true;
        }
        Map<String, Quarantined> quarantined = new HashMap<>(before.quarantined());
        quarantined.put(rule, new Quarantined(String.valueOf(failure.getMessage()), clock.instant()));
        RuleRelease release = before.release();
        Compilation compilation =
                RuleCompiler.compile(release.files(), release.number(), Optional.empty(), quarantined.keySet());
        if (compilation.rules().isEmpty()) {
            LOG.errorf(
                    failure,
                    "Rule \"%s\" failed, but the release does not compile without it:\n%s",
                    rule,
                    compilation.listing());
            return false;
        }
        inForce = new InForce(
                release, nextVersion(), compilation.rules().get(), before.source(), Map.copyOf(quarantined));
        LOG.errorf(
                failure,
                "Rule \"%s\" of release %d failed and is in quarantine until another release or a restart: %s",
                rule,
                release.number(),
                failure.getMessage());
        return true;
    }

    InForce now() {
        InForce now = inForce;
        if (now == null) {
            throw new IllegalStateException("no rules are in force yet");
        }
        return now;
    }

    RuleCounts counts() {
        return counts;
    }

    private long nextVersion() {
        InForce before = inForce;
        return before == null ? 1 : before.version() + 1;
    }
}
