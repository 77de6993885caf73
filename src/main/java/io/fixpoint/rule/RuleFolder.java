package io.fixpoint.rule;

import io.quarkus.runtime.util.ClassPathUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads rule files from a folder, or from those packaged with the server. */
public final class RuleFolder {
    private static final String PACKAGED = "rules";
    private static final String RULES = ".drl";

    /** How the name of a file of scenarios ends; the folder's are never published. */
    public static final String SCENARIOS = ".scenario.yaml";

    private RuleFolder() {}

    /**
     * The rule files of the configured folder; of the default folder, if it is absent, those packaged.
     *
     * @throws IllegalStateException if a folder that somebody configured does not exist
     */
    static List<RuleFile> read(String configured) {
        Path folder = Path.of(configured);
        if (Files.isDirectory(folder)) {
            return readAll(folder, List.of(RULES));
        }
        if (!configured.equals(RulesConfig.DEFAULT_DIR)) {
            throw new IllegalStateException("fixpoint.rules.dir is '" + configured + "', but there is no folder '"
                    + folder.toAbsolutePath() + "'. Create it (it may be empty) or correct the setting.");
        }
        return packaged(List.of(RULES));
    }

    /** The scenarios beside the rules that {@link #read} reads; none, if the folder is not there. */
    static List<RuleFile> readScenarios(String configured) {
        Path folder = Path.of(configured);
        if (Files.isDirectory(folder)) {
            return readAll(folder, List.of(SCENARIOS));
        }
        return configured.equals(RulesConfig.DEFAULT_DIR) ? packaged(List.of(SCENARIOS)) : List.of();
    }

    /**
     * The rule files of a folder with the scenarios beside them.
     *
     * @throws UncheckedIOException if they cannot be read
     */
    public static List<RuleFile> readWithScenarios(Path folder) {
        return readAll(folder, List.of(RULES, SCENARIOS));
    }

    /** The rule files packaged with the server, with the scenarios beside them. */
    public static List<RuleFile> packagedWithScenarios() {
        return packaged(List.of(RULES, SCENARIOS));
    }

    private static List<RuleFile> packaged(List<String> endings) {
        Map<String, RuleFile> files = new TreeMap<>();
        try {
            ClassPathUtils.consumeAsPaths(
                    RuleFolder.class.getClassLoader(),
                    PACKAGED,
                    folder -> readAll(folder, endings).forEach(file -> files.putIfAbsent(file.path(), file)));
        } catch (IOException e) {
            throw new UncheckedIOException("the packaged rules cannot be read", e);
        }
        return List.copyOf(files.values());
    }

    /** The rule files of a folder, by their paths in it. */
    public static List<RuleFile> readAll(Path folder) {
        return readAll(folder, List.of(RULES));
    }

    private static List<RuleFile> readAll(Path folder, List<String> endings) {
        List<RuleFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                String name = path.getFileName().toString();
                if (Files.isRegularFile(path) && endings.stream().anyMatch(name::endsWith)) {
                    String relative = folder.relativize(path).toString().replace('\\', '/');
                    files.add(new RuleFile(relative, Files.readString(path)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the rules in '" + folder + "' cannot be read", e);
        }
        return files;
    }

    /** A hash of paths and texts, whatever their order. */
    static String hash(Collection<RuleFile> files) {
        StringBuilder all = new StringBuilder();
        files.stream()
                .sorted(Comparator.comparing(RuleFile::path))
                .forEach(file ->
                        all.append(file.path()).append('\0').append(file.text()).append('\0'));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(all.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
