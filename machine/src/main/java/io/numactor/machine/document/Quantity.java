package io.numactor.machine.document;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people write them: {@code 4096}, {@code 0x1000}, {@code 8GiB}. Binary units only. */
public final class Quantity {
    private static final Pattern FORM = Pattern.compile("(0[xX][0-9a-fA-F]{1,16}|[0-9]{1,19}) ?(|KiB|MiB|GiB|TiB)");

    /** How the allowed forms are named in messages. */
    public static final String FORMS = "a whole number such as 4096, 0x1000, 640KiB, 512MiB, 8GiB, 1TiB";

    private Quantity() {}

    /** The value, or nothing when the text has another form or the value is above 2^63 - 1. */
    public static OptionalLong parse(String text) {
        Matcher form = FORM.matcher(text.trim());
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        try {
            long factor = factor(form.group(2));
            return OptionalLong.of(Math.multiplyExact(number(form.group(1)), factor));
        } catch (NumberFormatException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    /** The largest unit that divides the bytes: {@code 640KiB}; plain bytes when none does. */
    public static String bytes(long bytes) {
        String[] units = {"TiB", "GiB", "MiB", "KiB"};
        for (String unit : units) {
            if (bytes != 0 && bytes % factor(unit) == 0) {
                return bytes / factor(unit) + unit;
            }
        }
        return Long.toString(bytes);
    }

    private static long number(String digits) {
        return digits.toLowerCase(Locale.ROOT).startsWith("0x")
                ? Long.parseLong(digits.substring(2), 16)
                : Long.parseLong(digits);
    }

    private static long factor(String unit) {
        return switch (unit) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            case "TiB" -> 1L << 40;
            default -> 1;
        };
    }
}
