package io.numactor.cli.print;

import java.util.ArrayList;
import java.util.List;

/** A table for people: a header, columns as wide as their widest cell, two blanks between them. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] rightAligned;

    /** A header that starts with {@code >} is of a column of numbers, aligned to the right. */
    public TextTable(String... header) {
        rightAligned = new boolean[header.length];
        List<String> names = new ArrayList<>();
        for (int column = 0; column < header.length; column++) {
            rightAligned[column] = header[column].startsWith(">");
            names.add(rightAligned[column] ? header[column].substring(1) : header[column]);
        }
        rows.add(names);
    }

    /** Adds a row with one cell for each column. */
    public TextTable row(Object... cells) {
        if (cells.length != rightAligned.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + rightAligned.length + " columns");
        }
        rows.add(List.of(cells).stream().map(String::valueOf).toList());
        return this;
    }

    /** The lines, each with its end. */
    public String text() {
        StringBuilder text = new StringBuilder();
        int[] widths = widths();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String blanks = " ".repeat(widths[column] - row.get(column).length());
                line.append(column == 0 ? "" : GAP);
                line.append(rightAligned[column] ? blanks + row.get(column) : row.get(column) + blanks);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[rightAligned.length];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }
}
