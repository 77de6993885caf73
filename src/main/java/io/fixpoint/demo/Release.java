package io.fixpoint.demo;

/**
 * A version of a service's program.
 *
 * @param failureRatio the share of requests that its defect makes fail; 0 for a sound one
 */
record Release(int minor, double failureRatio) {
    String version() {
        return "1." + minor + ".0";
    }
}
