package io.fixpoint.recovery.action;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code ${shell}}: runs a command that the configuration allows. No shell reads it; what a process gives can only fill
 * places in it, each staying one argument.
 *
 * <p>Inputs: {@code command} (a name from {@code fixpoint.shell.commands}); {@code arguments} (a map that fills
 * {@code {name}}, or a list that fills {@code {*}}); {@code timeout} (ISO 8601). The command finds the journal's key,
 * recovery and incident in {@code FIXPOINT_KEY}, {@code FIXPOINT_RECOVERY} and {@code FIXPOINT_INCIDENT}.
 *
 * <p>Variable {@code response} is {@code {exitCode, output, error, truncated}}. Another exit code than 0, or no end in
 * time, is an {@link ActionFailedException}.
 */
@Named("shell")
@Singleton
public class ShellAction extends JournaledAction {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_]*)}");
    private static final String ALL = "{*}";
    private static final int SHOWN = 300;

    private final ShellConfig config;

    @Inject
    ShellAction(ActionJournal journal, ShellConfig config) {
        super("shell", journal);
        this.config = config;
    }

    @Override
    Prepared prepare(Inputs inputs, Origin origin) {
        String name = inputs.required("command");
        List<String> template = config.commands().get(name);
        if (template == null || template.isEmpty()) {
            throw new NotDoneException("There is no command '" + name + "'; known are "
                    + new TreeSet<>(config.commands().keySet()) + ". Set fixpoint.shell.commands." + name + ".");
        }
        List<String> command = fill(name, template, inputs);
        Map<String, String> environment = new TreeMap<>();
        environment.put("FIXPOINT_KEY", origin.key());
        environment.put("FIXPOINT_RECOVERY", origin.recoveryId());
        environment.put("FIXPOINT_INCIDENT", origin.incidentId() == null ? "" : origin.incidentId());
        Duration stated = inputs.duration("timeout");
        Duration asked = stated == null ? config.timeout() : stated;
        Duration timeout = asked.compareTo(config.maxTimeout()) > 0 ? config.maxTimeout() : asked;
        CommandRun run = new CommandRun(
                command, environment, timeout, (int) Math.min(config.maxOutput().asLongValue(), Integer.MAX_VALUE / 2));
        return new Prepared(
                "command " + name + ": " + beginning(command.toString()), false, () -> run(name, run, timeout));
    }

    private static Map<String, @Nullable Object> run(String name, CommandRun run, Duration timeout) {
        CommandRun.Result result = run.run();
        if (result.exitCode() == null) {
            throw new ActionFailedException(
                    "Command " + name + " did not end within " + timeout + " and was killed" + said(result));
        }
        if (result.exitCode() != 0) {
            throw new ActionFailedException(
                    "Command " + name + " ended with exit code " + result.exitCode() + said(result));
        }
        Map<String, @Nullable Object> output = new LinkedHashMap<>();
        output.put("exitCode", result.exitCode());
        output.put("output", result.output());
        output.put("error", result.error());
        output.put("truncated", result.truncated());
        return output;
    }

    private static List<String> fill(String name, List<String> template, Inputs inputs) {
        List<String> given = inputs.list("arguments");
        if (given != null && !template.contains(ALL)) {
            throw new NotDoneException(
                    "Command '" + name + "' takes no list of arguments: its configuration has no " + ALL + ".");
        }
        Map<String, String> named = given == null ? inputs.map("arguments") : Map.of();
        List<String> command = new ArrayList<>();
        for (String element : template) {
            if (element.equals(ALL)) {
                for (String argument : given == null ? List.<String>of() : given) {
                    command.add(noOption(name, argument));
                }
                continue;
            }
            Matcher places = PLACEHOLDER.matcher(element);
            String filled = places.replaceAll(found -> {
                String value = named.get(found.group(1));
                if (value == null) {
                    throw new NotDoneException("Command '" + name + "' needs argument '" + found.group(1) + "'.");
                }
                return Matcher.quoteReplacement(value);
            });
            command.add(element.startsWith("-") ? filled : element.equals(filled) ? filled : noOption(name, filled));
        }
        return command;
    }

    /** A value from outside must not become an option of the program. */
    private static String noOption(String name, String argument) {
        if (argument.startsWith("-") || argument.indexOf('\0') >= 0) {
            throw new NotDoneException(
                    "Command '" + name + "' refuses an argument that begins with '-' or holds a NUL.");
        }
        return argument;
    }

    private static String said(CommandRun.Result result) {
        String text = result.error().isBlank() ? result.output() : result.error();
        return text.isBlank() ? "." : ": " + beginning(text.strip());
    }

    private static String beginning(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
