package io.fixpoint.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fixpoint.fact.Dependency;
import io.fixpoint.fact.Service;
import io.fixpoint.node.SharedState;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The declared topology: rows in the database, a snapshot in memory that is replaced as a whole. */
@ApplicationScoped
public class TopologyStore implements Topology, SharedState {
    private static final Logger LOG = Logger.getLogger(TopologyStore.class);

    private final EntityManager entities;
    private final TopologyConfig config;
    private final Event<TopologyChanged> changed;
    private final TopologyHistory history;
    private volatile Snapshot snapshot = new Snapshot(0, List.of(), List.of(), Map.of());

    private record Snapshot(
            long version, List<Service> services, List<Dependency> dependencies, Map<String, Service> byName) {}

    @Inject
    TopologyStore(
            EntityManager entities, TopologyConfig config, Event<TopologyChanged> changed, TopologyHistory history) {
        this.history = history;
        this.entities = entities;
        this.config = config;
        this.changed = changed;
    }

    /**
     * Reads the topology, and loads the configured file if it holds something new.
     *
     * @throws IllegalStateException if the file is missing or not valid; the message names what is wrong with it
     */
    public void start() {
        QuarkusTransaction.requiringNew().run(this::read);
        // One from before topologies were recorded.
        QuarkusTransaction.requiringNew()
                .run(() -> history.writeIfAbsent(snapshot.version, snapshot.services, snapshot.dependencies));
        config.file().ifPresent(this::load);
        LOG.infof(
                "Topology %d: %d services, %d dependencies.",
                snapshot.version, snapshot.services.size(), snapshot.dependencies.size());
    }

    /** Names the topology in force, as an HTTP entity tag. */
    String tag() {
        return tag(snapshot.version);
    }

    private static String tag(long version) {
        return '"' + Long.toString(version) + '"';
    }

    /**
     * Puts another topology in the place of this one.
     *
     * @param ifMatch the {@link #tag} of the one that it was made from; null or {@code *} if that does not matter
     * @throws ProblemException PRECONDITION_FAILED if another one is in force by now; INVALID with a row for each problem
     */
    void replace(TopologyView view, @Nullable String ifMatch) {
        List<TopologyCheck.Row> problems = TopologyCheck.problems(view);
        if (!problems.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID, "The topology is not valid; nothing was changed.", problems);
        }
        replace(view, ifMatch == null || ifMatch.strip().equals("*") ? null : ifMatch.strip(), null);
    }

    private void replace(TopologyView view, @Nullable String ifMatch, @Nullable String fileDigest) {
        QuarkusTransaction.requiringNew().run(() -> {
            // The lock makes two writers take turns, so the rows are always of one of them.
            TopologyState state =
                    entities.find(TopologyState.class, TopologyState.ONLY, LockModeType.PESSIMISTIC_WRITE);
            if (ifMatch != null && !ifMatch.equals(tag(state.version))) {
                throw new ProblemException(
                        ProblemType.PRECONDITION_FAILED,
                        "The topology was changed meanwhile: it is " + tag(state.version) + ", and yours was made from "
                                + ifMatch + ". Read it again and make your change in it.");
            }
            entities.createQuery("delete from DeclaredDependency").executeUpdate();
            entities.createQuery("delete from DeclaredService").executeUpdate();
            view.toServices().forEach(service -> entities.persist(DeclaredService.of(service)));
            view.toDependencies().forEach(dependency -> entities.persist(DeclaredDependency.of(dependency)));
            state.version++;
            if (fileDigest != null) {
                state.fileDigest = fileDigest;
            }
            history.write(state.version, view.toServices(), view.toDependencies());
        });
        QuarkusTransaction.requiringNew().run(this::read);
        changed.fire(new TopologyChanged(snapshot.version));
    }

    @Override
    public void refresh() {
        long stored = QuarkusTransaction.requiringNew()
                .call(() -> entities.find(TopologyState.class, TopologyState.ONLY).version);
        if (stored != snapshot.version) {
            QuarkusTransaction.requiringNew().run(this::read);
            changed.fire(new TopologyChanged(snapshot.version));
        }
    }

    private synchronized void read() {
        TopologyState state = entities.find(TopologyState.class, TopologyState.ONLY);
        List<Service> services =
                entities
                        .createQuery("from DeclaredService order by name", DeclaredService.class)
                        .getResultList()
                        .stream()
                        .map(DeclaredService::service)
                        .toList();
        List<Dependency> dependencies = entities
                .createQuery("from DeclaredDependency order by caller, provider", DeclaredDependency.class)
                .getResultList()
                .stream()
                .map(DeclaredDependency::dependency)
                .toList();
        Map<String, Service> byName =
                services.stream().collect(Collectors.toUnmodifiableMap(Service::getName, Function.identity()));
        snapshot = new Snapshot(state.version, services, dependencies, byName);
    }

    private void load(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The topology file " + file.toAbsolutePath() + " (fixpoint.topology.file) cannot be read: "
                            + e.getMessage(),
                    e);
        }
        String digest = digest(text);
        boolean known = QuarkusTransaction.requiringNew()
                .call(() -> digest.equals(entities.find(TopologyState.class, TopologyState.ONLY).fileDigest));
        if (known) {
            return;
        }
        TopologyView view = parse(file, text);
        List<TopologyCheck.Row> problems = TopologyCheck.problems(view);
        if (!problems.isEmpty()) {
            throw new IllegalStateException("The topology file " + file + " is not valid: "
                    + problems.stream().map(Object::toString).collect(Collectors.joining(" ")));
        }
        replace(view, null, digest);
        LOG.infof("Loaded the topology file %s.", file);
    }

    static TopologyView parse(Path file, String text) {
        try {
            TopologyView view = JsonMapper.builder(new YAMLFactory())
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .build()
                    .readValue(text, TopologyView.class);
            return view == null ? new TopologyView(List.of(), List.of()) : view;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "The topology file " + file + " cannot be understood: " + e.getMessage(), e);
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public List<Service> services() {
        return snapshot.services;
    }

    @Override
    public List<Dependency> dependencies() {
        return snapshot.dependencies;
    }

    @Override
    public Optional<Service> service(String name) {
        return Optional.ofNullable(snapshot.byName.get(name));
    }

    @Override
    public long version() {
        return snapshot.version;
    }
}
