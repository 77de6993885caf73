package io.fixpoint.rule;

import io.fixpoint.node.SharedState;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rule.Quarantine.Kind;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force: releases are published from the folder and by people, one release is active, a rule that fails is
 * left out of it.
 */
@ApplicationScoped
public class RuleReleases implements Rules, SharedState {
    private static final Logger LOG = Logger.getLogger(RuleReleases.class);
    private static final String FOLDER_AUTHOR = "folder";
    private static final Duration SOON = Duration.ofMinutes(10);

    private final ReleaseStore store;
    private final QuarantineStore quarantines;
    private final RulesConfig config;
    private final Clock clock;
    private final Instance<KnownProcesses> processes;
    private final FiringLimits limits;
    private final RuleCounts counts;
    private final AbandonedThreads abandoned = new AbandonedThreads();
    private final RuleMeters meters;
    private final Map<Stage, Instant> unexplained = new EnumMap<>(Stage.class);
    private volatile @Nullable InForce inForce;

    /**
     * What became of files that were sent.
     *
     * @param created false if they are those of the release in force
     */
    record Publication(RuleRelease release, boolean created) {}

    RuleReleases(
            ReleaseStore store,
            QuarantineStore quarantines,
            RulesConfig config,
            Clock clock,
            Instance<KnownProcesses> processes,
            MeterRegistry registry) {
        this.store = store;
        this.quarantines = quarantines;
        this.config = config;
        this.clock = clock;
        this.processes = processes;
        this.limits = FiringLimits.of(config);
        this.counts = new RuleCounts(clock);
        this.meters = new RuleMeters(registry, counts);
        meters.gauge("release", this, of -> of.inForceOr(0, now -> now.release().number()));
        meters.gauge(
                "quarantined",
                this,
                of -> of.inForceOr(0, now -> now.quarantined().size()));
        meters.gauge("threads.abandoned", abandoned, AbandonedThreads::alive);
    }

    private double inForceOr(double none, ToDoubleFunction<InForce> of) {
        InForce now = inForce;
        return now == null ? none : of.applyAsDouble(now);
    }

    /**
     * Reads the folder, publishes it if its content differs from what it published last, and puts the active release in
     * force: so a rollback outlives a restart. Rules of the active release that this server cannot compile are left out.
     *
     * @throws IllegalStateException if there are no rules to serve; the message names every problem
     */
    public synchronized void start() {
        List<RuleFile> files = RuleFolder.read(config.dir());
        Optional<RuleRelease> active = store.active();
        if (active.isEmpty() || isNewInFolder(files)) {
            Compilation candidate = check(files);
            if (candidate.valid()) {
                active = Optional.of(storeFolder(files));
            } else if (active.isEmpty()) {
                throw new IllegalStateException(
                        "The rules in '" + config.dir() + "' cannot be used:\n" + candidate.listing());
            } else {
                tellUnusableFolder(active.get().number(), candidate);
            }
        }
        serveWhatIsUsable(active.orElseThrow());
    }

    /** Another server may have published, rolled back, or put a rule into quarantine. */
    @Override
    public synchronized void refresh() {
        InForce before = inForce;
        if (before == null) {
            return;
        }
        boolean sameRelease =
                store.activeNumber().equals(Optional.of(before.release().number()));
        if (sameRelease && before.knowsOfFailed(quarantines.of(before.source()).keySet())) {
            return;
        }
        store.active().ifPresent(this::serveWhatIsUsable);
    }

    private boolean isNewInFolder(List<RuleFile> files) {
        return !store.lastFolderHash().equals(Optional.of(RuleFolder.hash(files)));
    }

    private RuleRelease storeFolder(List<RuleFile> files) {
        return store.publish(
                RuleFolder.hash(files),
                RuleRelease.Origin.FOLDER,
                FOLDER_AUTHOR,
                "content of the folder '" + config.dir() + "'",
                clock.instant(),
                files);
    }

    private void tellUnusableFolder(int serving, Compilation candidate) {
        LOG.errorf(
                "The rules in '%s' cannot be used, so release %d goes on serving. Correct them%s:\n%s",
                config.dir(), serving, config.watch() ? "" : " and restart", candidate.listing());
    }

    private void serveWhatIsUsable(RuleRelease release) {
        Compilation compilation = compile(release);
        if (compilation.rules().isPresent()) {
            serve(release, compilation.rules().get());
            return;
        }
        UsableRules usable = UsableRules.of(release, clock.instant())
                .orElseThrow(() -> new IllegalStateException("No rule of release " + release.number()
                        + ", which is active, can be used by this server. Put rules that it can use into the folder '"
                        + config.dir() + "', which publishes them at the next start:\n" + compilation.listing()));
        LOG.errorf(
                "Release %d, which is active, cannot be used as a whole by this server. %d of its rules run, %d are left"
                        + " out. Publish a corrected release:\n%s",
                release.number(),
                usable.rules().rules().size(),
                usable.leftOut().size(),
                compilation.listing());
        serve(release, usable);
    }

    private static Compilation compile(RuleRelease release) {
        return RuleCompiler.compile(release.files(), release.number(), Optional.empty(), Set.of());
    }

    private void serve(RuleRelease release, RuleSet rules) {
        serve(release, new UsableRules(release.files(), rules, Map.of(), rules.rules()));
    }

    /** Puts the release in force, without those of its rules that are known to fail. */
    private void serve(RuleRelease release, UsableRules usable) {
        Map<RuleKey, Quarantine> leftOut = new HashMap<>(quarantines.of(usable.source()));
        boolean failed = !leftOut.isEmpty();
        leftOut.putAll(usable.leftOut());
        InForce next = new InForce(release, usable.files(), nextVersion(), usable.rules(), usable.source(), leftOut);
        if (failed) {
            RuleSet fewer = next.without(leftOut).orElse(usable.rules());
            next = new InForce(release, next.files(), next.version(), fewer, next.source(), next.quarantined());
        }
        put(next);
        unexplained.clear();
        LOG.infof(
                "Release %d of the rules is in force: %d rules from %d files%s.",
                release.number(),
                next.rules().rules().size(),
                release.files().size(),
                leftOut.isEmpty() ? "" : ", without " + leftOut.size() + " in quarantine");
    }

    private long nextVersion() {
        InForce before = inForce;
        return before == null ? 1 : before.version() + 1;
    }

    private void put(InForce next) {
        inForce = next;
        counts.retain(next.source().stream().map(RuleSource::key).collect(Collectors.toSet()));
        meters.show(next.source());
    }

    private void put(InForce before, RuleSet rules, Map<RuleKey, Quarantine> leftOut) {
        put(new InForce(before.release(), before.files(), nextVersion(), rules, before.source(), leftOut));
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
        List<RuleFile> rules =
                files.stream().filter(file -> !file.isScenarios()).toList();
        return RuleCompiler.compile(rules, 0, known, Set.of());
    }

    /**
     * Publishes the complete set of rules, with scenarios or without, and puts it in force. The files of the release in
     * force are that release: who sends them again is told so.
     *
     * @throws ProblemException if they cannot be used, with a row for each problem
     */
    synchronized Publication publish(List<RuleFile> files, String author, String message) {
        String hash = RuleFolder.hash(files);
        RuleRelease active = now().release();
        if (active.hash().equals(hash) || (!hasScenarios(files) && isOf(active, hash))) {
            return new Publication(active, false);
        }
        Compilation candidate = check(files);
        RuleSet rules = candidate.rules().orElseThrow(() -> refused("The rules cannot be used", candidate));
        RuleRelease release = store.publish(hash, RuleRelease.Origin.API, author, message, clock.instant(), files);
        serve(release, rules.numbered(release.number()));
        return new Publication(release, true);
    }

    private static boolean hasScenarios(List<RuleFile> files) {
        return files.stream().anyMatch(RuleFile::isScenarios);
    }

    /** Whether its rules alone have this hash. */
    private static boolean isOf(RuleRelease release, String hash) {
        return RuleFolder.hash(release.files()).equals(hash);
    }

    /** Publishes the folder's files if they are others than it published last. */
    synchronized void folderChanged(List<RuleFile> files) {
        if (!isNewInFolder(files)) {
            return;
        }
        Compilation candidate = check(files);
        if (candidate.rules().isEmpty()) {
            tellUnusableFolder(release(), candidate);
            return;
        }
        RuleSet rules = candidate.rules().get();
        RuleRelease release = storeFolder(files);
        serve(release, rules.numbered(release.number()));
    }

    /**
     * Puts the release in force, an earlier or a later one; nothing happens if it is.
     *
     * @throws ProblemException if there is none, or this server cannot use it
     */
    synchronized RuleRelease activate(int number, String author) {
        RuleRelease release = store.find(number).orElseThrow(() -> ProblemException.notFound("release", number));
        if (number == release()) {
            return release;
        }
        Compilation compilation = compile(release);
        RuleSet rules = compilation
                .rules()
                .orElseThrow(() -> refused(
                        "Release " + number + " cannot be used by this server; publish it anew with corrected files",
                        compilation));
        store.activate(number, author, clock.instant());
        LOG.infof("%s puts release %d of the rules in force.", author, number);
        serve(release, rules);
        return release;
    }

    private static ProblemException refused(String what, Compilation compilation) {
        long errors = compilation.problems().stream()
                .filter(problem -> problem.severity() == RuleProblem.Severity.ERROR)
                .count();
        return new ProblemException(
                ProblemType.INVALID,
                what + ": " + errors + (errors == 1 ? " error" : " errors") + ". What runs goes on.",
                compilation.problems());
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
    public boolean isEmpty(Stage stage) {
        return now().rules().isEmpty(stage);
    }

    @Override
    public SampleWindows sampleWindows() {
        return now().rules().sampleWindows();
    }

    @Override
    public RuleSession open(Stage stage) {
        return now().rules().open(stage, counts, limits, abandoned);
    }

    @Override
    public synchronized boolean quarantine(RuleFailedException failure) {
        InForce before = now();
        List<RuleSource> failed = before.source().stream()
                .filter(rule ->
                        rule.stage() == failure.stage() && failure.rules().contains(rule.id()))
                .toList();
        Kind kind = Kind.FAILED;
        if (failed.isEmpty()) {
            LOG.errorf(failure, "A rule of %s failed, but it is not known which.", failure.stage());
            if (!isUnexplainedAgain(failure.stage())) {
                return false;
            }
            kind = Kind.SUSPECTED;
            failed = before.source().stream()
                    .filter(rule -> rule.stage() == failure.stage())
                    .toList();
        }
        List<RuleSource> others = failed.stream()
                .filter(rule -> !before.quarantined().containsKey(rule.key()))
                .toList();
        if (others.isEmpty()) {
            return !failed.isEmpty();
        }
        Quarantine quarantine = new Quarantine(String.valueOf(failure.getMessage()), clock.instant(), kind);
        Map<RuleKey, Quarantine> leftOut = new HashMap<>(before.quarantined());
        others.forEach(rule -> leftOut.put(rule.key(), quarantine));
        Optional<RuleSet> rules = before.without(leftOut);
        if (rules.isEmpty()) {
            LOG.errorf(failure, "Rules failed, but release %d does not compile without them.", release());
            return false;
        }
        if (kind == Kind.FAILED) {
            others.forEach(rule -> keep(rule, before.release().number(), quarantine));
        }
        put(before, rules.get(), leftOut);
        for (RuleSource rule : others) {
            LOG.errorf(
                    failure,
                    "Rule '%s' (%s) is in quarantine until a release has another text of it%s: %s",
                    rule.id(),
                    rule.place(),
                    kind == Kind.FAILED
                            ? " or a person lifts that (DELETE /api/v1/rules/{id}/quarantine)"
                            : ", or a restart, since it is not known which rule of its stage fails",
                    failure.getMessage());
        }
        return true;
    }

    /** The first time may be chance; another soon after is not. */
    private boolean isUnexplainedAgain(Stage stage) {
        Instant now = clock.instant();
        Instant last = unexplained.put(stage, now);
        return last != null && last.isAfter(now.minus(SOON));
    }

    /** A database that does not answer must not keep the rule running. */
    private void keep(RuleSource rule, int release, Quarantine quarantine) {
        try {
            quarantines.put(rule, release, quarantine);
        } catch (RuntimeException e) {
            LOG.errorf(e, "The quarantine of rule '%s' cannot be stored; it ends with a restart.", rule.id());
        }
    }

    @Override
    public List<QuarantinedRule> leftOut() {
        return now().leftOut();
    }

    /**
     * Lets a rule run again that failed.
     *
     * @param stage needed if rules of this id are in quarantine in several
     * @throws ProblemException if it is not in quarantine, or cannot run
     */
    synchronized void lift(String id, @Nullable Stage stage, String author) {
        InForce before = now();
        List<RuleSource> found = before.source().stream()
                .filter(rule -> rule.id().equals(id)
                        && (stage == null || rule.stage() == stage)
                        && before.quarantined().containsKey(rule.key()))
                .sorted(Comparator.comparing(RuleSource::stage))
                .toList();
        if (found.isEmpty()) {
            throw ProblemException.notFound("rule in quarantine with the id", id);
        }
        if (found.size() > 1) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "Rules '" + id + "' of several stages are in quarantine; name one: ?stage="
                            + found.get(0).stage() + " or "
                            + found.get(1).stage() + ".");
        }
        RuleSource rule = found.get(0);
        Map<RuleKey, Quarantine> leftOut = new HashMap<>(before.quarantined());
        Quarantine lifted = leftOut.remove(rule.key());
        Optional<RuleSet> rules =
                lifted != null && lifted.kind() == Kind.UNUSABLE ? Optional.empty() : before.without(leftOut);
        if (rules.isEmpty()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Rule '" + id + "' cannot be compiled by this server; publish a release with a corrected one.");
        }
        quarantines.remove(rule);
        put(before, rules.get(), leftOut);
        LOG.infof("%s lifts the quarantine of rule '%s' (%s).", author, id, rule.place());
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
}
