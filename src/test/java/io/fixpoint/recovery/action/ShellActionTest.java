package io.fixpoint.recovery.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fixpoint.recovery.action.JournaledAction.Origin;
import io.fixpoint.recovery.action.JournaledAction.Prepared;
import io.quarkus.runtime.configuration.MemorySize;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellActionTest {
    private static final int KEPT = 64 * 1024;

    @TempDir
    Path folder = Path.of("");

    @Test
    void argumentsStayArguments() throws IOException {
        Path script = script("for a in \"$@\"; do echo \"[$a]\"; done");

        Map<String, @Nullable Object> response = run(
                List.of(script.toString(), "--service={service}", "{path}", "plain"),
                Map.of("service", "a; rm -rf / $(id) `id`", "path", "one two"));

        assertThat(response)
                .containsEntry("exitCode", 0)
                .containsEntry("output", "[--service=a; rm -rf / $(id) `id`]\n[one two]\n[plain]\n");
    }

    @Test
    void listFillsItsPlace() throws IOException {
        Path script = script("for a in \"$@\"; do echo \"[$a]\"; done");

        assertThat(run(List.of(script.toString(), "first", "{*}"), List.of("a b", "c")))
                .containsEntry("output", "[first]\n[a b]\n[c]\n");
    }

    @Test
    void valueCannotBecomeAnOption() {
        List<String> command = List.of("/bin/echo", "{name}", "{*}");

        assertThatThrownBy(() -> run(command, Map.of("name", "--help")))
                .isInstanceOf(NotDoneException.class)
                .hasMessageContaining("'-'");
        assertThatThrownBy(() -> run(List.of("/bin/echo", "{*}"), List.of("-n")))
                .isInstanceOf(NotDoneException.class);
    }

    @Test
    void onlyConfiguredCommandsRun() {
        assertThatThrownBy(() -> action(List.of("/bin/true"))
                        .prepare(new Inputs(Map.of("command", (Object) "/bin/rm")::get, name -> ""), origin()))
                .isInstanceOf(NotDoneException.class)
                .hasMessageContaining("[it]")
                .hasMessageContaining("fixpoint.shell.commands");
        assertThatThrownBy(() -> run(List.of("/bin/echo", "{name}"), Map.of()))
                .isInstanceOf(NotDoneException.class)
                .hasMessageContaining("'name'");
        assertThatThrownBy(() -> run(List.of("/bin/echo"), List.of("a")))
                .isInstanceOf(NotDoneException.class)
                .hasMessageContaining("{*}");
    }

    @Test
    void environmentHoldsTheKeyAndNoSecretOfTheServer() {
        Map<String, @Nullable Object> response = run(List.of("/usr/bin/env"), Map.of());

        assertThat(String.valueOf(response.get("output")).lines())
                .contains("FIXPOINT_KEY=job-1", "FIXPOINT_RECOVERY=recovery-1", "FIXPOINT_INCIDENT=incident-1")
                .allMatch(
                        line -> line.matches("(FIXPOINT_(KEY|RECOVERY|INCIDENT)|PATH|HOME|LANG|LC_ALL|TZ|TMPDIR)=.*"));
    }

    @Test
    void otherExitCodeIsAFailureWithWhatTheCommandSaid() throws IOException {
        Path script = script("echo ignored; echo 'disk is full' >&2; exit 3");

        assertThatThrownBy(() -> run(List.of(script.toString()), Map.of()))
                .isInstanceOf(ActionFailedException.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("disk is full");
    }

    @Test
    void programThatCannotBeStartedIsKnownNotToBeDone() {
        assertThatThrownBy(() -> run(List.of(folder.resolve("missing").toString()), Map.of()))
                .isInstanceOf(NotDoneException.class)
                .hasMessageContaining("cannot be started");
    }

    @Test
    void hugeOutputIsCutAndTheCommandStillEnds() throws IOException {
        Path script = script("head -c 20000000 /dev/zero | tr '\\0' x; head -c 20000000 /dev/zero | tr '\\0' y >&2");

        Map<String, @Nullable Object> response = run(List.of(script.toString()), Map.of());

        assertThat(String.valueOf(response.get("output"))).hasSize(KEPT);
        assertThat(String.valueOf(response.get("error"))).hasSize(KEPT);
        assertThat(response).containsEntry("truncated", true);
    }

    @Test
    void gigabyteOfOutputIsReadAndItsBeginningKept() throws IOException {
        Path script = script("head -c 1000000000 /dev/zero");
        Map<String, @Nullable Object> response = run(List.of(script.toString()), Map.of());

        assertThat(response).containsEntry("truncated", true);
        assertThat(String.valueOf(response.get("output"))).hasSize(KEPT);
    }

    @Test
    void timeoutKillsAllThatTheCommandStarted() throws IOException {
        Path pids = folder.resolve("pids");
        Path script = script("""
                trap '' TERM
                sh -c 'trap "" TERM; echo $$ >> "%1$s"; sleep 600 & echo $! >> "%1$s"; wait' &
                echo $$ >> "%1$s"
                while true; do sleep 600; done
                """.formatted(pids));

        assertThatThrownBy(() -> action(List.of(script.toString()))
                        .prepare(
                                new Inputs(Map.<String, Object>of("command", "it", "timeout", "PT2S")::get, name -> ""),
                                origin())
                        .run()
                        .get())
                .isInstanceOf(ActionFailedException.class)
                .hasMessageContaining("PT2S")
                .hasMessageContaining("killed");

        List<String> started = Files.readAllLines(pids);
        assertThat(started).hasSize(3);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(started)
                        .noneMatch(pid -> ProcessHandle.of(Long.parseLong(pid))
                                .filter(ProcessHandle::isAlive)
                                .isPresent()));
    }

    @Test
    void programLeftBehindDoesNotHoldTheStepUp() throws IOException {
        Path script = script("sleep 20 & echo started");
        long start = System.nanoTime();

        Map<String, @Nullable Object> response = run(List.of(script.toString()), Map.of());

        assertThat(response).containsEntry("output", "started\n");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    private Map<String, @Nullable Object> run(List<String> command, Object arguments) {
        Map<String, Object> inputs = Map.of("command", "it", "arguments", arguments);
        Prepared prepared = action(command).prepare(new Inputs(inputs::get, name -> ""), origin());
        assertThat(prepared.harmless()).isFalse();
        return prepared.run().get();
    }

    private static Origin origin() {
        return new Origin("job-1", "recovery-1", "incident-1");
    }

    private static ShellAction action(List<String> command) {
        return new ShellAction(
                new ActionJournal(new InMemoryJournalStore(), new ObjectMapper(), Clock.systemUTC()),
                new ShellSettings(Map.of("it", command)));
    }

    private Path script(String text) throws IOException {
        Path script = Files.createTempFile(folder, "command", ".sh");
        Files.write(script, ("#!/bin/sh\n" + text + "\n").getBytes(UTF_8));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private record ShellSettings(Map<String, List<String>> commands) implements ShellConfig {
        @Override
        public Duration timeout() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Duration maxTimeout() {
            return Duration.ofSeconds(60);
        }

        @Override
        public MemorySize maxOutput() {
            return new MemorySize(BigInteger.valueOf(KEPT));
        }
    }
}
