package io.numactor.cli.print;

/** Lines of a name and a value, as a debugger prints a structure. */
final class FieldLines {
    private static final int NAME_WIDTH = 22;

    private final StringBuilder text = new StringBuilder();

    FieldLines line(String name, Object value) {
        text.append(("%-" + NAME_WIDTH + "s %s").formatted(name, value).stripTrailing())
                .append('\n');
        return this;
    }

    String text() {
        return text.toString();
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
