package io.fixpoint.scenario;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of something that a scenario states or expects.
 *
 * @param words the words that a WORD may be
 * @param inner what a PART is made of
 * @param about a sentence for editors and the author guide
 */
record Field(
        String name,
        Type type,
        boolean required,
        List<String> words,
        @Nullable Shape inner,
        String about) {

    /** What a field takes, and as what a reader gets it. */
    enum Type {
        /** Any scalar, as a String. */
        TEXT,
        /** A Double. */
        NUMBER,
        /** A Long. */
        INTEGER,
        /** A Boolean. */
        TRUTH,
        /** {@code 90s}, as a Duration. */
        LENGTH,
        /** Names to texts, as a Map. */
        TEXTS,
        /** A List of texts. */
        LIST,
        /** One of the words, as a String. */
        WORD,
        /** Fields again, as a Map. */
        PART
    }

    static Field typed(String name, Type type, String about) {
        return new Field(name, type, false, List.of(), null, about);
    }

    static Field text(String name, String about) {
        return typed(name, Type.TEXT, about);
    }

    static <E extends Enum<E>> Field choice(String name, Class<E> type, String about) {
        return choice(
                name, Arrays.stream(type.getEnumConstants()).map(Enum::name).toList(), about);
    }

    static Field choice(String name, List<String> words, String about) {
        return new Field(name, Type.WORD, false, words, null, about);
    }

    static Field part(Shape inner, String about) {
        return new Field(inner.name(), Type.PART, false, List.of(), inner, about);
    }

    Field must() {
        return new Field(name, type, true, words, inner, about);
    }
}
