package io.fixpoint.recovery.action;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The commands that processes may run, and how long and loud they may be. */
@ConfigMapping(prefix = "fixpoint.shell")
public interface ShellConfig {

    /**
     * Commands by name: program and arguments, separated by commas, never read by a shell. {@code {name}} stands for the
     * entry of that name in input {@code arguments}, {@code {*}} for all of them where they are a list:
     * {@code fixpoint.shell.commands.clean=/usr/local/bin/clean,--service={service}}.
     */
    Map<String, List<String>> commands();

    /** How long a command may run unless its step states its own limit; then it and all that it started are killed. */
    @WithDefault("PT1M")
    Duration timeout();

    /** The longest limit that a step may state; must be well below the time for which a job is locked. */
    @WithDefault("PT3M")
    Duration maxTimeout();

    /** How much is kept of each of standard output and error; the rest is discarded. */
    @WithDefault("64K")
    MemorySize maxOutput();
}
