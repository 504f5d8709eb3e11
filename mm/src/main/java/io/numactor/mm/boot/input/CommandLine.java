package io.numactor.mm.boot.input;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The kernel command line: parameters of the form {@code name} or {@code name=value}, up to {@code --}. */
public final class CommandLine {
    private final List<String> words;

    private CommandLine(List<String> words) {
        this.words = words;
    }

    public static CommandLine parse(String text) {
        return new CommandLine(Arrays.stream(text.trim().split("\\s+", -1))
                .takeWhile(word -> !word.equals("--"))
                .toList());
    }

    /** All parameters, in order. */
    public List<String> words() {
        return words;
    }

    public boolean has(String name) {
        return words.contains(name) || last(name).isPresent();
    }

    /** Every value given to this parameter, in order. */
    public List<String> values(String name) {
        String prefix = name + "=";
        return words.stream()
                .filter(word -> word.startsWith(prefix))
                .map(word -> word.substring(prefix.length()))
                .toList();
    }

    /** The value that counts for most parameters: the last one. */
    public Optional<String> last(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** The last value as a number (decimal, 0x hexadecimal, 0 octal), trailing characters ignored. */
    public OptionalLong number(String name) {
        Optional<String> value = last(name);
        return value.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Leading.number(value.get()).value());
    }

    /**
     * A number at the start of a text, and what follows it.
     *
     * @param value the number; 0 where there is none
     * @param rest the text after the number
     */
    public record Leading(long value, String rest) {
        /** As the kernel's simple_strtoull with base 0: of a number that is too long, the low 64 bits. */
        public static Leading number(String text) {
            int radix = radix(text);
            int at = radix == 16 ? 2 : 0;
            long value = 0;
            while (at < text.length() && digit(text.charAt(at), radix) >= 0) {
                value = value * radix + digit(text.charAt(at++), radix);
            }
            return new Leading(value, text.substring(at));
        }

        private static int radix(String text) {
            boolean hex = text.length() > 2
                    && (text.startsWith("0x") || text.startsWith("0X"))
                    && digit(text.charAt(2), 16) >= 0;
            return hex ? 16 : text.startsWith("0") ? 8 : 10;
        }

        /** The value of a digit, or -1; only those of ASCII are digits. */
        private static int digit(char character, int radix) {
            return character < 128 ? Character.digit(character, radix) : -1;
        }

        /** As the kernel's memparse: a number with an optional binary suffix K, M, G, T, P or E. */
        public static Leading bytes(String text) {
            Leading number = number(text);
            int power = number.rest.isEmpty() ? -1 : "kmgtpe".indexOf(Character.toLowerCase(number.rest.charAt(0)));
            return power < 0 ? number : new Leading(number.value << (10 * (power + 1)), number.rest.substring(1));
        }
    }
}
