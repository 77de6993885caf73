package io.fixpoint.scenario;

import java.util.List;
import java.util.Optional;

/** The fields of something, in the order in which the author guide lists them. */
record Shape(String name, String about, List<Field> fields) {
    Shape {
        fields = List.copyOf(fields);
    }

    Optional<Field> field(String fieldName) {
        return fields.stream().filter(field -> field.name().equals(fieldName)).findFirst();
    }

    List<String> names() {
        return fields.stream().map(Field::name).toList();
    }
}
