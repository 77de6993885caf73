package io.fixpoint.importing;

/** Under what condition an imported rule fires exactly as in Prometheus. */
enum Caveat {
    ONE_SERVICE(
            "all series that it names are sent under one service; Prometheus would take those of several jobs together"),
    ONE_TO_ONE("no two series of one side have the same labels to match by; Prometheus answers with an error then"),
    NAME_PATTERN(
            "no two metrics that its name pattern matches have the same labels; Prometheus answers with an error then");

    private final String text;

    Caveat(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
