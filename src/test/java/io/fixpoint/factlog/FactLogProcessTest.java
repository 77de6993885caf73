package io.fixpoint.factlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.fact.Fact;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log in a process that is killed, and in one whose disk is full. */
class FactLogProcessTest {
    @TempDir
    Path folder;

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                AppendingProcess.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @Test
    void whatWasAcknowledgedSurvivesAKillOnce() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            Process process = new ProcessBuilder(java("until-killed", folder.toString(), "0", "r" + round))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines = output(process)) {
                int wanted = 60 + 40 * round;
                String line;
                while ((line = lines.readLine()) != null) {
                    if (line.startsWith("r")) {
                        acknowledged.add(line);
                        if (--wanted == 0) {
                            process.toHandle().destroyForcibly();
                        }
                    }
                }
            }
            process.waitFor();
        }
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        EmbeddedFactLog log = TestFactLog.in(folder, Clock.systemUTC(), Map.of(), meters);
        Map<String, Integer> found = new HashMap<>();
        long position = FactLog.START;
        while (position < log.lastPosition()) {
            for (LogRecord record : log.read(position, 100)) {
                assertThat(record.position()).isEqualTo(position + 1);
                position = record.position();
                for (Fact fact : record.facts()) {
                    found.merge(fact.service(), 1, Integer::sum);
                }
            }
        }
        assertThat(acknowledged)
                .hasSizeGreaterThan(250)
                .allSatisfy(service -> assertThat(found).containsEntry(service, 100));
        assertThat(found.values()).containsOnly(100);
        assertThat(meters.get("fixpoint.facts.corrupted").counter().count()).isZero();
        log.close();
    }

    /** A small file system of the child's own; made by whoever may. */
    private Process onSmallDisk(String keepFree) throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        List<String> command = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c"));
        String mount = "mount -t tmpfs -o size=32m tmpfs " + disk + " && ";
        Process probe = new ProcessBuilder(
                        List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount + "true"))
                .start();
        Assumptions.assumeTrue(probe.waitFor() == 0, "user namespaces are not allowed here");
        // The shell fills the disk and frees it on demand, before it passes the line on.
        command.add(mount + "while read line; do case \"$line\" in"
                + " fill) cat /dev/zero > " + disk + "/filler 2> /dev/null; echo read;;"
                + " free) rm " + disk + "/filler; echo read;;"
                + " *) echo \"$line\";; esac; done | "
                + String.join(" ", java("on-command", disk.toString(), keepFree)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aFullDiskRefusesFactsUntilThereIsRoomAgain() throws Exception {
        refusesUntilThereIsRoom("0");
    }

    @Test
    void someRoomIsKeptFree() throws Exception {
        refusesUntilThereIsRoom("4M");
    }

    private void refusesUntilThereIsRoom(String keepFree) throws Exception {
        Process process = onSmallDisk(keepFree);
        try (PrintWriter say = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
                BufferedReader hear = output(process)) {
            assertThat(ask("first", say, hear)).isEqualTo("taken");
            assertThat(ask("fill", say, hear)).isEqualTo("read 100");
            int taken = 1;
            String answer = ask("more", say, hear);
            while (answer.equals("taken")) {
                taken++;
                answer = ask("more", say, hear);
            }
            assertThat(answer).startsWith("full The fact log takes nothing now");
            // Reading goes on.
            assertThat(read(say, hear)).isEqualTo(100 * taken);
            assertThat(ask("free", say, hear)).startsWith("read");
            assertThat(ask("again", say, hear)).isEqualTo("taken");
            // One that was refused may be there all the same: its end was not known.
            assertThat(read(say, hear)).isIn(100 * (taken + 1), 100 * (taken + 2));
        } finally {
            process.destroyForcibly();
        }
    }

    private static int read(PrintWriter say, BufferedReader hear) throws IOException {
        return Integer.parseInt(ask("read", say, hear).substring("read ".length()));
    }

    private static String ask(String question, PrintWriter say, BufferedReader hear) throws IOException {
        say.println(question);
        String line;
        while ((line = hear.readLine()) != null) {
            // What is logged is on the same stream.
            if (line.matches("(taken|full|read).*")) {
                return line;
            }
        }
        throw new IOException("The process ended.");
    }
}
