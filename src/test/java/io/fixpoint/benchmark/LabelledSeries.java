package io.fixpoint.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of a labelled data set, without its labels.
 *
 * @param name as the scorers know it
 * @param rows without those that hold no value
 */
record LabelledSeries(String name, List<Row> rows) {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendOptional(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"))
            .appendOptional(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm"))
            .appendOptional(DateTimeFormatter.ofPattern("M/d/yyyy H:mm"))
            .toFormatter();

    /** @param stamp as in the file */
    record Row(String stamp, Instant time, double value) {}

    static List<LabelledSeries> in(Path folder) throws IOException {
        Path data = Files.isDirectory(folder.resolve("data")) ? folder.resolve("data") : folder;
        List<LabelledSeries> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".csv"))
                    .sorted()
                    .toList()) {
                all.add(new LabelledSeries(data.relativize(file).toString(), rows(file)));
            }
        }
        return all;
    }

    private static List<Row> rows(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.replace("\"", "").split(",", -1);
            if (fields.length > 1 && !fields[1].isBlank()) {
                rows.add(new Row(fields[0], time(fields[0]), Double.parseDouble(fields[1])));
            }
        }
        return rows;
    }

    private static Instant time(String stamp) {
        String plain = stamp.strip().replace("Z", "").replace('T', ' ');
        String seconds = plain.substring(0, Math.min(19, plain.length()));
        return LocalDateTime.parse(seconds, TIME).toInstant(ZoneOffset.UTC);
    }
}
