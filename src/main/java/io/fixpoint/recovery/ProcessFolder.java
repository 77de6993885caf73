package io.fixpoint.recovery;

import io.fixpoint.recovery.ProcessProblem.Severity;
import io.quarkus.runtime.util.ClassPathUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The folder of models and forms. At the start, what differs from what the folder deployed last is deployed; so a
 * version that was deployed over the API is not undone by a restart.
 */
@ApplicationScoped
public class ProcessFolder {
    private static final Logger LOG = Logger.getLogger(ProcessFolder.class);
    private static final String DEFAULT = "processes";
    private static final String SOURCE = "folder";

    private final ProcessesConfig config;
    private final Processes processes;

    ProcessFolder(ProcessesConfig config, Processes processes) {
        this.config = config;
        this.processes = processes;
    }

    /**
     * Deploys what has changed.
     *
     * @throws IllegalStateException if a configured folder is absent, or if a model is broken and no process has ever
     *     been deployed; else what is broken is logged, and its last version stays in force
     */
    public void deploy() {
        List<ModelFile> files = read();
        List<ProcessProblem> problems = processes.check(files);
        problems.stream()
                .filter(problem -> problem.severity() == Severity.WARNING)
                .forEach(problem -> LOG.infof("Process %s", problem));
        List<ProcessProblem> errors = problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .toList();
        Set<String> broken = errors.stream().map(ProcessProblem::file).collect(Collectors.toSet());
        if (!broken.isEmpty()) {
            String list = errors.stream().map(problem -> "  " + problem).collect(Collectors.joining("\n"));
            if (processes.keys().isEmpty()) {
                throw new IllegalStateException("these processes cannot be deployed:\n" + list);
            }
            LOG.errorf(
                    "These processes are NOT deployed; what was deployed before stays in force. Mend them and start again"
                            + " (or POST them to /api/v1/processes):\n%s",
                    list);
            files = sound(files, broken);
        }
        processes.deployChecked(files, SOURCE, true).stream()
                .filter(Processes.Deployed::changed)
                .forEach(deployed ->
                        LOG.infof("Process %s was deployed, version %d", deployed.key(), deployed.version()));
    }

    /** The files without errors, and without what those with errors would have brought. */
    private List<ModelFile> sound(List<ModelFile> files, Set<String> broken) {
        List<ModelFile> sound =
                files.stream().filter(file -> !broken.contains(file.name())).toList();
        Set<String> more = processes.check(sound).stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(ProcessProblem::file)
                .collect(Collectors.toSet());
        if (more.isEmpty()) {
            return sound;
        }
        LOG.errorf("Nor are these, which need them: %s", String.join(", ", more));
        return sound(sound, more);
    }

    private List<ModelFile> read() {
        Optional<String> configured = config.dir();
        Path folder = Path.of(configured.orElse(DEFAULT));
        if (Files.isDirectory(folder)) {
            LOG.infof("Processes are read from %s", folder.toAbsolutePath());
            return readAll(folder);
        }
        if (configured.isPresent() && !configured.get().equals(DEFAULT)) {
            throw new IllegalStateException("fixpoint.processes.dir is '" + configured.get()
                    + "', but there is no folder '" + folder.toAbsolutePath()
                    + "'. Create it (it may be empty) or correct the setting.");
        }
        Map<String, ModelFile> packaged = new TreeMap<>();
        try {
            ClassPathUtils.consumeAsPaths(
                    ProcessFolder.class.getClassLoader(),
                    DEFAULT,
                    path -> readAll(path).forEach(file -> packaged.putIfAbsent(file.name(), file)));
        } catch (IOException e) {
            throw new UncheckedIOException("the packaged processes cannot be read", e);
        }
        return List.copyOf(packaged.values());
    }

    /** The models and forms in the folder and the folders in it; scenarios and templates are for other tools. */
    static List<ModelFile> readAll(Path folder) {
        List<ModelFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                ModelFile file = new ModelFile(String.valueOf(path.getFileName()), new byte[0]);
                if (Files.isRegularFile(path) && (file.isModel() || file.isForm() || isForeign(file.name()))) {
                    files.add(new ModelFile(file.name(), Files.readAllBytes(path)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the processes in '" + folder + "' cannot be read", e);
        }
        unique(files, folder);
        return files;
    }

    /** What an author might expect to be run, and is told is not. */
    private static boolean isForeign(String name) {
        return name.endsWith(".dmn") || name.endsWith(".cmmn");
    }

    private static void unique(Collection<ModelFile> files, Path folder) {
        Set<String> names = new java.util.HashSet<>();
        for (ModelFile file : files) {
            if (!names.add(file.name())) {
                throw new IllegalStateException(
                        "'" + folder + "' has two files of the name '" + file.name() + "'; rename one");
            }
        }
    }
}
