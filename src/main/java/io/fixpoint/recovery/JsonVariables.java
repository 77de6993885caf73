package io.fixpoint.recovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.variable.serializer.AbstractObjectValueSerializer;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.impl.value.UntypedValueImpl;
import org.camunda.bpm.engine.variable.value.ObjectValue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps variables that are maps, lists or records as JSON text, and gives them back as maps and lists that cannot be
 * changed, so that {@code ${repair.process}} works and no class is ever made from what is stored.
 */
final class JsonVariables extends AbstractObjectValueSerializer {
    /** The type under which such variables are stored. */
    static final String NAME = "fixpoint/json";

    private static final String FORMAT = "application/json";
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);

    JsonVariables() {
        super(FORMAT);
    }

    /** The value as JSON has it: maps, lists, strings, numbers, booleans and nulls, none of which can be changed. */
    static @Nullable Object plain(@Nullable Object value) {
        return frozen(MAPPER.convertValue(value, Object.class));
    }

    private static @Nullable Object frozen(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, entry) -> copy.put(String.valueOf(key), frozen(entry)));
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof Collection<?> collection) {
            List<@Nullable Object> copy = new ArrayList<>();
            collection.forEach(entry -> copy.add(frozen(entry)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public ObjectValue convertToTypedValue(UntypedValueImpl untyped) {
        return Variables.objectValue(plain(untyped.getValue()))
                .serializationDataFormat(FORMAT)
                .create();
    }

    @Override
    protected boolean canSerializeValue(@Nullable Object value) {
        return value instanceof Map
                || value instanceof Collection
                || value instanceof Record
                || value instanceof JsonNode;
    }

    @Override
    protected String getTypeNameForDeserialized(Object value) {
        return "json";
    }

    @Override
    protected byte[] serializeToByteArray(Object value) throws JsonProcessingException {
        return MAPPER.writeValueAsBytes(value);
    }

    @Override
    protected @Nullable Object deserializeFromByteArray(byte[] json, String typeName) throws IOException {
        return frozen(MAPPER.readValue(json, Object.class));
    }

    @Override
    protected boolean isSerializationTextBased() {
        return true;
    }
}
