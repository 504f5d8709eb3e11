package io.numactor.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What standard output is: whether people watch it, and how wide it is. */
public final class Terminal {
    /** Set by the launcher script: {@code true} or {@code false}. */
    private static final String PROPERTY = "numactor.terminal";

    private static final int DEFAULT_COLUMNS = 80;
    private static final int LEAST_COLUMNS = 32;
    private static final String CLEAR = "\u001b[H\u001b[2J";

    private Terminal() {}

    public static boolean isInteractive() {
        String told = System.getProperty(PROPERTY);
        return told == null ? consoleIsTerminal(System.console()) : Boolean.parseBoolean(told);
    }

    /** From COLUMNS, else from the terminal; 80 when there is none. */
    public static int columns() {
        Integer told = number(System.getenv("COLUMNS"));
        if (told == null && isInteractive()) {
            told = sttyColumns();
        }
        return told == null ? DEFAULT_COLUMNS : Math.max(LEAST_COLUMNS, told);
    }

    /** What clears the screen; nothing when output is not a terminal. */
    public static String clear() {
        return isInteractive() ? CLEAR : "";
    }

    /** Since JDK 22 there is a console without a terminal too; it says so by a method that 17 does not have. */
    private static boolean consoleIsTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static @Nullable Integer sttyColumns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream answer = stty.getInputStream()) {
                String size = new String(answer.readAllBytes(), StandardCharsets.US_ASCII).trim();
                stty.waitFor(1, TimeUnit.SECONDS);
                return number(size.substring(size.indexOf(' ') + 1));
            }
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static @Nullable Integer number(@Nullable String digits) {
        return digits != null && digits.matches("[1-9]\\d{0,4}") ? Integer.valueOf(digits) : null;
    }
}
