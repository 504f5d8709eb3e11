package io.numactor.cli.print;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One look at a machine: {@code zonelists}, or, where it is about one thing, {@code page:0x1a00}.
 *
 * @param number of that thing; 0 where there is none
 */
public record Look(View view, long number) {
    /**
     * A look as it is written.
     *
     * @throws IllegalArgumentException when it is none, and why
     */
    public static Look of(String text) {
        String[] parts = text.split(":", 2);
        View view = Arrays.stream(View.values())
                .filter(known -> known.toString().equals(parts[0].toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + parts[0] + "' is none of " + all()));
        return of(view, parts.length == 2 ? parts[1] : "");
    }

    /** A view, and the number of what it is about; empty where it is about no single thing. */
    public static Look of(View view, String number) {
        if (view.isOfOne() == number.isEmpty()) {
            throw new IllegalArgumentException(
                    view.isOfOne()
                            ? view + " wants a number: " + view + ":0 in a list, '" + view + " 0' alone"
                            : view + " takes no number, so '" + number + "' is not understood");
        }
        try {
            return new Look(view, number.isEmpty() ? 0 : Long.decode(number));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(view + ": '" + number + "' is not a number such as 4096 or 0x1000", e);
        }
    }

    private static String all() {
        return Stream.of(View.values()).map(Look::form).collect(Collectors.joining(", "));
    }

    private static String form(View view) {
        return view.isOfOne() ? view + ":NUMBER" : view.toString();
    }

    /** As the command line has it. */
    @Override
    public String toString() {
        return view.isOfOne() ? view + ":" + number : view.toString();
    }

    /** Reads one from the command line. */
    public static final class Converter implements ITypeConverter<Look> {
        @Override
        public Look convert(String text) {
            try {
                return Look.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** All that can be written, for the help. */
    public static final class Candidates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(View.values()).map(Look::form).iterator();
        }
    }
}
