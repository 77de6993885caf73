package io.fixpoint.cli;

import io.fixpoint.replay.ReplayProcess;
import picocli.CommandLine.Command;

/** What a server starts for a replay or a shadow; not for people. */
@Command(name = "rehearse", hidden = true, description = "Replays what a server says on standard input.")
final class RehearseCommand implements Runnable {
    @Override
    public void run() {
        ReplayProcess.main(new String[0]);
    }
}
