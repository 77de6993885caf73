package io.fixpoint.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.fixpoint.fact.Fact;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads facts of our own format from bytes, one after the other, without a tree of them all. A sample of a known series,
 * which nearly every fact is, is read as it goes by; whatever is unusual in any way is read again, as a tree, by the
 * {@link FactReader}, which alone knows what is valid and says why something is not.
 */
final class FactStream {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Reads one value of many. */
    private static final ObjectMapper PART = new ObjectMapper();

    private final FactReader reader;
    private final Batch batch;
    private final FactTimes.Span span;
    private final SampleFields sample = new SampleFields();

    FactStream(FactReader reader, Batch batch) {
        this.reader = reader;
        this.batch = batch;
        this.span = reader.times().span();
    }

    /**
     * Reads an array of facts, or one fact.
     *
     * @throws JsonProcessingException if the bytes are no JSON
     */
    void read(byte[] body) throws IOException {
        try (JsonParser parser = MAPPER.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw MismatchedInputException.from(parser, JsonNode.class, "there is nothing in it");
            }
            if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    fact(parser, body);
                }
            } else {
                fact(parser, body);
            }
            if (parser.nextToken() != null) {
                throw MismatchedInputException.from(parser, JsonNode.class, "there is something after its end");
            }
        }
    }

    /**
     * Reads a fact a line; a line that is no JSON is refused alone.
     *
     * @return whether any line was JSON; the first error, if not
     */
    Lines readLines(byte[] body) throws IOException {
        String error = null;
        boolean any = false;
        int from = 0;
        while (from < body.length) {
            int end = from;
            boolean blank = true;
            while (end < body.length && body[end] != '\n') {
                blank &= body[end] >= 0 && Character.isWhitespace(body[end]);
                end++;
            }
            if (!blank) {
                String wrong = line(body, from, end);
                any |= wrong == null;
                error = error == null ? wrong : error;
            }
            from = end + 1;
        }
        return new Lines(any, error);
    }

    /** What lines were: whether any was JSON, and what was wrong with the first that was not. */
    record Lines(boolean anyJson, @Nullable String error) {}

    private @Nullable String line(byte[] body, int from, int end) throws IOException {
        Fact fact;
        try (JsonParser parser = MAPPER.createParser(body, from, end - from)) {
            fact = parser.nextToken() == JsonToken.START_OBJECT ? known(parser) : null;
            if (fact != null && parser.nextToken() != null) {
                fact = null;
            }
        } catch (JsonProcessingException e) {
            return noJson(e);
        }
        if (fact != null) {
            batch.add(fact);
            return null;
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(body, from, end - from);
        } catch (JsonProcessingException e) {
            return noJson(e);
        }
        batch.read(node, reader::read);
        return null;
    }

    private String noJson(JsonProcessingException e) {
        String error = "This line is no JSON: " + where(e) + e.getOriginalMessage() + ".";
        batch.add(new RefusedException(error));
        return error;
    }

    /** The place of the error, for people. */
    static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : "line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ": ";
    }

    private void fact(JsonParser parser, byte[] body) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            JsonNode node = PART.readTree(parser);
            batch.read(node, reader::read);
            return;
        }
        long from = parser.currentTokenLocation().getByteOffset();
        if (from < 0) {
            // Not in UTF-8: there are no places of bytes.
            JsonNode node = PART.readTree(parser);
            batch.read(node, reader::read);
            return;
        }
        Fact fact = known(parser);
        if (fact != null) {
            batch.add(fact);
        } else {
            int to = (int) parser.currentLocation().getByteOffset();
            batch.read(MAPPER.readTree(body, (int) from, to - (int) from), reader::read);
        }
    }

    /** The sample of a known series, if it is one and there is nothing unusual about it; at its end in any case. */
    private @Nullable Fact known(JsonParser parser) throws IOException {
        sample.clear();
        boolean usual = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING) {
                usual &= sample.text(field, parser.getText());
            } else if (value == JsonToken.START_OBJECT && field.equals("labels")) {
                usual &= labels(parser);
            } else if (value == JsonToken.VALUE_NUMBER_FLOAT || value == JsonToken.VALUE_NUMBER_INT) {
                usual &= field.equals("value") && sample.value(parser.getDoubleValue());
            } else {
                parser.skipChildren();
                usual = false;
            }
        }
        return usual ? reader.known(sample, span) : null;
    }

    private boolean labels(JsonParser parser) throws IOException {
        boolean usual = sample.beginLabels();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                usual = usual && sample.label(name, parser.getText());
            } else {
                parser.skipChildren();
                usual = false;
            }
        }
        return usual;
    }

    /** The fields of a sample as they are written. */
    static final class SampleFields {
        private @Nullable String type;

        @Nullable
        String service;

        @Nullable
        String instance;

        @Nullable
        String metric;

        @Nullable
        String unit;

        @Nullable
        String time;

        @Nullable
        String id;

        double value;
        private boolean hasValue;
        private boolean hasLabels;
        String[] labels = new String[16];
        int labelsLength;

        private void clear() {
            type = null;
            service = null;
            instance = null;
            metric = null;
            unit = null;
            time = null;
            id = null;
            hasValue = false;
            hasLabels = false;
            labelsLength = 0;
        }

        boolean isSample() {
            return "sample".equals(type) && service != null && metric != null && hasValue;
        }

        /** False if it is no field of a sample, or is there twice. */
        private boolean text(String field, String text) {
            String before;
            switch (field) {
                case "type" -> {
                    before = type;
                    type = text;
                }
                case "service" -> {
                    before = service;
                    service = text;
                }
                case "instance" -> {
                    before = instance;
                    instance = text;
                }
                case "metric" -> {
                    before = metric;
                    metric = text;
                }
                case "unit" -> {
                    before = unit;
                    unit = text;
                }
                case "time" -> {
                    before = time;
                    time = text;
                }
                case "id" -> {
                    before = id;
                    id = text;
                }
                default -> {
                    return false;
                }
            }
            return before == null;
        }

        private boolean value(double number) {
            boolean first = !hasValue;
            hasValue = true;
            value = number;
            return first && Double.isFinite(number);
        }

        private boolean beginLabels() {
            boolean first = !hasLabels;
            hasLabels = true;
            labelsLength = 0;
            return first;
        }

        private boolean label(String name, String text) {
            if (labelsLength == 2 * Fields.MOST_LABELS) {
                return false;
            }
            if (labelsLength == labels.length) {
                labels = Arrays.copyOf(labels, 2 * labelsLength);
            }
            labels[labelsLength++] = name;
            labels[labelsLength++] = text;
            return true;
        }
    }
}
