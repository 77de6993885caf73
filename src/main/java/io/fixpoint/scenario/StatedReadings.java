package io.fixpoint.scenario;

import io.fixpoint.fact.HostOnly;
import io.fixpoint.fact.Series;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The numbers of a series as a scenario states them. What is not stated is not known: NaN, with which every comparison is
 * false.
 *
 * @param time when it was measured last
 */
record StatedReadings(Map<String, Object> stated, Instant time, Duration age) implements Series.Readings {
    private static final Set<String> IDENTITY = Set.of("service", "instance", "metric", "labels", "time");

    /** The properties of Series that can be stated, by its own getters. */
    static List<Field> fields() {
        return Arrays.stream(Series.class.getMethods())
                .filter(StatedReadings::isProperty)
                .map(StatedReadings::field)
                .filter(field -> !IDENTITY.contains(field.name()))
                .sorted((a, b) -> order(a.name()).compareTo(order(b.name())))
                .toList();
    }

    private static String order(String name) {
        return (name.equals("value") ? "0" : "1") + name;
    }

    private static boolean isProperty(Method method) {
        return method.getDeclaringClass() == Series.class
                && method.getParameterCount() == 0
                && !method.isAnnotationPresent(HostOnly.class)
                && method.getName().matches("(get|is)[A-Z].*");
    }

    private static Field field(Method getter) {
        boolean truth = getter.getReturnType() == boolean.class;
        String name = getter.getName().substring(truth ? 2 : 3);
        name = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        return Field.typed(
                name,
                truth ? Field.Type.TRUTH : Field.Type.NUMBER,
                "The property of the same name, as the rule reads it.");
    }

    private double number(String name) {
        return stated.get(name) instanceof Double number ? number : Double.NaN;
    }

    private double windowed(String function, Duration window) {
        return number(function + text(window));
    }

    static String text(Duration length) {
        long seconds = length.toSeconds();
        if (seconds > 0 && seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    @Override
    public double value() {
        return number("value");
    }

    @Override
    public double previous() {
        return number("previous");
    }

    @Override
    public Duration age() {
        return stated.get("ageSeconds") instanceof Double seconds ? Duration.ofMillis(Math.round(seconds * 1000)) : age;
    }

    @Override
    public boolean stale() {
        return Boolean.TRUE.equals(stated.get("stale"));
    }

    @Override
    public boolean fresh() {
        return !Boolean.FALSE.equals(stated.get("fresh"));
    }

    @Override
    public double rate() {
        return number("rate");
    }

    @Override
    public double mean(Duration window) {
        return windowed("mean", window);
    }

    @Override
    public double min(Duration window) {
        return windowed("min", window);
    }

    @Override
    public double max(Duration window) {
        return windowed("max", window);
    }

    @Override
    public double deviation(Duration window) {
        return windowed("deviation", window);
    }

    @Override
    public double quantile(double quantile, Duration window) {
        return windowed("p" + Math.round(quantile * 100) + "_", window);
    }

    @Override
    public double baseline() {
        return number("baseline");
    }

    @Override
    public double forecast(Duration ahead) {
        return windowed("forecast", ahead);
    }

    @Override
    public double anomalyScore() {
        return number("anomalyScore");
    }
}
