package io.numactor.load.trace;

import java.nio.charset.StandardCharsets;

/**
 * Reads one line: {@code task-pid [cpu] status stamp: event: fields} of tracefs, {@code task pid [cpu] stamp:
 * kmem:event: fields} of perf script, and trace-cmd report's mixture of the two. Works on bytes; only markers become
 * text.
 */
final class LineParser {
    /** What one line turned out to be. */
    enum Line {
        EVENT,
        BLANK_OR_HEADER,
        LOST
    }

    private static final String ENTRIES = "entries-in-buffer/entries-written:";
    private static final byte[] LOST_MARK = ascii("LOST");
    private static final String DROPPED_MARK = "EVENTS DROPPED]";
    private static final byte[] KSWAPD = ascii("kswapd");
    private static final byte[] PRINT = ascii("print");
    private static final byte[] MARK_PREFIX = ascii("tracing_mark_write: ");
    private static final int MAX_CPU = Short.MAX_VALUE;

    private final LineFields fields;
    private final FieldParser fieldParser;
    private byte[] text = {};
    private int at;
    private int end;

    LineParser(LineFields fields) {
        this.fields = fields;
        this.fieldParser = new FieldParser(fields);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads bytes[from, to), a line without its end. */
    Line parse(byte[] bytes, int from, int to) throws TornLineException {
        text = bytes;
        at = from;
        end = to;
        fields.clear();
        skipBlanks();
        if (at == end || isReportHeader(from)) {
            return Line.BLANK_OR_HEADER;
        }
        if (text[at] == '#') {
            return header();
        }
        int bracket = findCpu();
        if (bracket < 0) {
            return lostOrForeign();
        }
        task(at, bracket);
        cpu(bracket + 1);
        statusAndStamp();
        event();
        return Line.EVENT;
    }

    /**
     * The header of tracefs counts what its ring buffers still have and what was written to them: {@code #
     * entries-in-buffer/entries-written: 207828/207828 #P:4}. The difference was overwritten.
     */
    private Line header() {
        at++;
        skipBlanks();
        if (!startsWith(ENTRIES)) {
            return Line.BLANK_OR_HEADER;
        }
        long kept = number(at + ENTRIES.length());
        int slash = at + ENTRIES.length();
        while (slash < end && text[slash] != '/') {
            slash++;
        }
        long overwritten = number(slash + 1) - kept;
        return overwritten > 0 ? lost(overwritten) : Line.BLANK_OR_HEADER;
    }

    /** What trace-cmd report prints before the events. */
    private boolean isReportHeader(int from) {
        return from == at
                && (startsWith("cpus=") || startsWith("version = ") || (startsWith("CPU ") && endsWith("is empty")));
    }

    private boolean startsWith(String word) {
        return isAt(ascii(word), at);
    }

    private boolean endsWith(String word) {
        return end - word.length() >= at && isAt(ascii(word), end - word.length());
    }

    private boolean isAt(byte[] word, int from) {
        if (from + word.length > end) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (text[from + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private Line lostOrForeign() throws TornLineException {
        for (int i = at; i + LOST_MARK.length < end; i++) {
            if (text[i] == '[' && isAt(LOST_MARK, i + 1)) {
                return lost(number(i + 1 + LOST_MARK.length));
            }
        }
        if (endsWith(DROPPED_MARK)) {
            int digits = trimmed(at, end - DROPPED_MARK.length());
            while (digits > at && isDigit(text[digits - 1])) {
                digits--;
            }
            return lost(number(digits));
        }
        if (isStackFrame()) {
            return Line.BLANK_OR_HEADER;
        }
        throw new TornLineException("no '[cpu]' in it");
    }

    /** How many is not always told: then it is one at least. */
    private Line lost(long events) {
        fields.argument = (int) Math.max(1, Math.min(Integer.MAX_VALUE, events));
        return Line.LOST;
    }

    /** What perf script -g prints below an event: {@code ffffffffbe23e32e function+0x22e (file)}. */
    private boolean isStackFrame() {
        int word = at;
        while (word < end && Character.digit(text[word], 16) >= 0) {
            word++;
        }
        return word > at && word < end && text[word] == ' ' && text[end - 1] == ')';
    }

    /** The bracket before the CPU's digits: names of tasks may have blanks and brackets too. */
    private int findCpu() {
        for (int i = at + 1; i + 4 < end; i++) {
            if (text[i] == '[' && text[i - 1] == ' ' && isDigit(text[i + 1]) && closes(i + 2)) {
                return i;
            }
        }
        return -1;
    }

    private boolean closes(int from) {
        int i = from;
        while (i < end && isDigit(text[i])) {
            i++;
        }
        return i + 1 < end && text[i] == ']' && text[i + 1] == ' ';
    }

    /** {@code name-pid}, {@code name pid} or {@code name-pid (group)}. */
    private void task(int from, int bracket) throws TornLineException {
        int to = trimmed(from, bracket);
        if (to > from && text[to - 1] == ')') {
            while (to > from && text[to - 1] != '(') {
                to--;
            }
            to = trimmed(from, to - 1);
        }
        int digits = to;
        while (digits > from && isDigit(text[digits - 1])) {
            digits--;
        }
        if (digits == to) {
            throw new TornLineException("no process id before '[cpu]'");
        }
        fields.task = (int) digits(digits, to);
        fields.command = kswapdNode(from, digits - 1);
    }

    private int trimmed(int from, int to) {
        int last = to;
        while (last > from && text[last - 1] == ' ') {
            last--;
        }
        return last;
    }

    private int kswapdNode(int from, int to) {
        boolean kswapd = isAt(KSWAPD, from) && from + KSWAPD.length < to && isDigit(text[from + KSWAPD.length]);
        return kswapd ? (int) number(from + KSWAPD.length) : -1;
    }

    private void cpu(int from) throws TornLineException {
        long cpu = number(from);
        if (cpu > MAX_CPU) {
            throw new TornLineException("CPU " + cpu);
        }
        fields.cpu = (int) cpu;
        at = from;
        while (text[at] != ']') {
            at++;
        }
        at++;
    }

    /** The third status character tells an interrupt. The stamp only orders events, which the lines do already. */
    private void statusAndStamp() throws TornLineException {
        skipBlanks();
        int word = at;
        skipWord();
        if (at == word || text[at - 1] != ':') {
            int length = at - word;
            fields.interrupt = length >= 3 && isInterrupt(text[word + 2]);
            skipBlanks();
            word = at;
            skipWord();
        }
        if (at - word < 2 || text[at - 1] != ':' || !isDigit(text[word])) {
            throw new TornLineException("no time stamp");
        }
        skipBlanks();
    }

    private static boolean isInterrupt(byte status) {
        return status == 'h' || status == 'H' || status == 's' || status == 'Z' || status == 'z';
    }

    private void event() throws TornLineException {
        int word = at;
        while (at < end && text[at] != ':' && text[at] != ' ') {
            at++;
        }
        if (at + 1 < end && text[at] == ':' && text[at + 1] != ' ') {
            word = ++at;
            while (at < end && text[at] != ':' && text[at] != ' ') {
                at++;
            }
        }
        if (at == word || at == end || text[at] != ':') {
            throw new TornLineException("no event name");
        }
        fields.kind = kind(word, at);
        at++;
        skipBlanks();
        if (fields.kind == EventKind.MARKER) {
            fields.text = new String(text, at, end - at, StandardCharsets.UTF_8).trim();
        } else if (fields.kind != EventKind.OTHER) {
            fieldParser.parse(text, at, end);
        }
    }

    /** Tools print a marker as {@code print: tracing_mark_write: text}, or with an address in between. */
    private EventKind kind(int from, int to) {
        if (to - from != PRINT.length || !isAt(PRINT, from)) {
            return EventKind.named(text, from, to);
        }
        for (int i = to; i + MARK_PREFIX.length <= end; i++) {
            if (isAt(MARK_PREFIX, i)) {
                at = i + MARK_PREFIX.length - 1;
                return EventKind.MARKER;
            }
        }
        return EventKind.OTHER;
    }

    private void skipBlanks() {
        while (at < end && (text[at] == ' ' || text[at] == '\t')) {
            at++;
        }
    }

    private void skipWord() {
        while (at < end && text[at] != ' ') {
            at++;
        }
    }

    private long number(int from) {
        int i = from;
        while (i < end && text[i] == ' ') {
            i++;
        }
        int to = i;
        while (to < end && isDigit(text[to])) {
            to++;
        }
        return digits(i, to);
    }

    private long digits(int from, int to) {
        long value = 0;
        for (int i = from; i < to && i < from + 18; i++) {
            value = value * 10 + text[i] - '0';
        }
        return value;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
