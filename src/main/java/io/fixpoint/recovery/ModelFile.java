package io.fixpoint.recovery;

import io.fixpoint.problem.ProblemException;
import io.fixpoint.problem.ProblemType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/**
 * A file of a processes folder or of a request.
 *
 * @param name without a folder: {@code recovery.bpmn}, {@code approve.form}
 */
@SuppressWarnings("ArrayRecordComponent")
record ModelFile(String name, byte[] content) {

    static ModelFile of(String name, String text) {
        return new ModelFile(name, text.getBytes(StandardCharsets.UTF_8));
    }

    boolean isModel() {
        return name.endsWith(".bpmn") || name.endsWith(".bpmn20.xml");
    }

    boolean isForm() {
        return name.endsWith(".form");
    }

    /** The name without what says its kind. */
    String stem() {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** The files of a multipart request. */
    static List<ModelFile> uploaded(@Nullable List<FileUpload> uploads) {
        if (uploads == null || uploads.isEmpty()) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST,
                    "There is no file in the request; send models and forms as multipart/form-data, each with its file"
                            + " name.");
        }
        List<ModelFile> files = new ArrayList<>();
        for (FileUpload upload : uploads) {
            String name = upload.fileName();
            if (name == null || name.isBlank()) {
                throw new ProblemException(
                        ProblemType.BAD_REQUEST, "A part has no file name; a model's file name is its process id.");
            }
            try {
                files.add(new ModelFile(
                        name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1),
                        Files.readAllBytes(upload.uploadedFile())));
            } catch (IOException e) {
                throw new UncheckedIOException("the uploaded file cannot be read", e);
            }
        }
        return files;
    }
}
