package io.fixpoint.demo;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines for a person: a time, a word and a sentence in columns. Colours and the line of the present moment only on a
 * terminal that has not asked to be without (https://no-color.org). Thread-safe.
 */
final class Terminal {
    /** What a line is about; the colour of its word. */
    enum Tone {
        PLAIN(""),
        BAD("31"),
        NOTICE("33"),
        ACT("36"),
        GOOD("32"),
        QUIET("2");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    private static final int WORD_WIDTH = 10;
    private static final int INDENT = 9 + 2 + WORD_WIDTH + 1;
    private static final int DEFAULT_WIDTH = 100;

    private final PrintStream out;
    private final boolean live;
    private final boolean coloured;
    private final boolean ascii;
    private final int width;
    private boolean presentShown;

    Terminal(PrintStream out, boolean live, boolean coloured, boolean ascii, int width) {
        this.out = out;
        this.live = live;
        this.coloured = coloured;
        this.ascii = ascii;
        this.width = Math.max(60, Math.min(120, width));
    }

    /** The terminal, or the file or pipe, that this process writes to. */
    static Terminal ofProcess() {
        Charset charset = Charset.forName(System.getProperty("native.encoding", "US-ASCII"));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset);
        Map<String, String> environment = System.getenv();
        boolean live = isTerminal() && !"dumb".equals(environment.get("TERM"));
        String noColour = environment.get("NO_COLOR");
        return new Terminal(
                out,
                live,
                live && (noColour == null || noColour.isEmpty()),
                !charset.newEncoder().canEncode('·'),
                width(environment.get("COLUMNS")));
    }

    private static int width(@Nullable String columns) {
        try {
            return columns == null ? DEFAULT_WIDTH : Integer.parseInt(columns);
        } catch (NumberFormatException e) {
            return DEFAULT_WIDTH;
        }
    }

    /** From Java 22 on there may be a console without a terminal, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull") // Java 17 has null for none
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    synchronized void blank() {
        clearPresent();
        out.println();
    }

    synchronized void heading(String text) {
        clearPresent();
        out.println(painted("1", plain(text)));
    }

    /** A line without a time. */
    synchronized void line(Tone tone, String text) {
        clearPresent();
        out.println(painted(tone.code, plain(text)));
    }

    /** Something that happened. */
    synchronized void happened(double seconds, Tone tone, String word, String sentence) {
        clearPresent();
        List<String> lines = wrapped(plain(sentence));
        out.println(time(seconds) + "  " + painted(tone.code, padded(word)) + " " + lines.get(0));
        lines.subList(1, lines.size()).forEach(more -> out.println(" ".repeat(INDENT) + more));
    }

    /** More about what happened last. */
    synchronized void detail(String sentence) {
        clearPresent();
        wrapped(plain(sentence)).forEach(more -> out.println(" ".repeat(INDENT) + painted(Tone.QUIET.code, more)));
    }

    /** A command to be copied: unbroken and without indentation. */
    synchronized void command(String command) {
        clearPresent();
        out.println();
        out.println(painted("1", command));
        out.println();
    }

    /** How it stands at this moment: replaced by whatever comes next, and shown only where that is possible. */
    synchronized void present(double seconds, String sentence) {
        if (live) {
            String text = time(seconds) + "  " + plain(sentence);
            out.print("\r\u001b[K" + painted(Tone.QUIET.code, text.substring(0, Math.min(text.length(), width - 1))));
            out.flush();
            presentShown = true;
        }
    }

    synchronized void clearPresent() {
        if (presentShown) {
            out.print("\r\u001b[K");
            out.flush();
            presentShown = false;
        }
    }

    private static String time(double seconds) {
        return String.format(Locale.ROOT, "%7.1f s", seconds);
    }

    private static String padded(String word) {
        return word + " ".repeat(Math.max(0, WORD_WIDTH - word.length()));
    }

    private String painted(String code, String text) {
        return coloured && !code.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private String plain(String text) {
        return ascii
                ? text.replace('·', '-').replace("→", "->").replace('—', '-').replace("×", "x")
                : text;
    }

    private List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width - INDENT) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
