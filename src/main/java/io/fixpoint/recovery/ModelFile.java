package io.fixpoint.recovery;

import java.nio.charset.StandardCharsets;

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
}
