package io.fixpoint.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "Fixpoint " + text(),
            "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")"
        };
    }

    static String text() {
        String version = Fixpoint.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
