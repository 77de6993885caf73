package io.fixpoint.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import io.fixpoint.rule.Compilation;
import io.fixpoint.rule.RuleCompiler;
import io.fixpoint.rule.RuleFile;
import io.fixpoint.rule.RuleFolder;
import io.fixpoint.rule.RuleProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rule files of a candidate: taken only if they compile. */
final class CandidateFiles {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CandidateFiles() {}

    /**
     * The files as JSON, to be kept.
     *
     * @throws ProblemException with every problem, its file and its line
     */
    static String checked(Map<String, @Nullable String> stated) {
        List<RuleFile> files = new ArrayList<>();
        Map<String, String> texts = new TreeMap<>();
        stated.forEach((path, text) -> {
            if (text == null) {
                throw new ProblemException(ProblemType.INVALID, "The file '" + path + "' has no text.");
            }
            if (path.endsWith(".drl")) {
                files.add(new RuleFile(path, text));
                texts.put(path, text);
            } else if (path.endsWith(RuleFolder.SCENARIOS)) {
                texts.put(path, text);
            }
        });
        if (files.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "'files' has no rule file (.drl). Send the complete set, as {\"detection/web.drl\":\"…\"}.");
        }
        Compilation compilation = RuleCompiler.compile(files);
        if (!compilation.valid()) {
            throw new ProblemException(
                    ProblemType.INVALID,
                    "The candidate cannot be used; correct its files.",
                    compilation.problems().stream()
                            .filter(problem -> problem.severity() == RuleProblem.Severity.ERROR)
                            .toList());
        }
        try {
            return MAPPER.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The rules among the files. */
    static List<RuleFile> read(String json) {
        return all(json).entrySet().stream()
                .filter(file -> file.getKey().endsWith(".drl"))
                .map(file -> new RuleFile(file.getKey(), file.getValue()))
                .toList();
    }

    /** Rules and scenarios, texts by path. */
    static Map<String, String> all(String json) {
        try {
            return MAPPER.readValue(json, new TypeReference<TreeMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The files of a candidate cannot be read", e);
        }
    }
}
