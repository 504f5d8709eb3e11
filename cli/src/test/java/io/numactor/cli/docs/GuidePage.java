package io.numactor.cli.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A page with examples: blocks of text whose first line is a command ({@code $ deploy/numactor ...}) and the others what
 * it prints.
 */
record GuidePage(List<String> lines) {
    private static final String OPENING = "```text";
    private static final String CLOSING = "```";
    private static final String PROMPT = "$ deploy/numactor ";

    /** A command, without the prompt, and its output. */
    record Example(String command, List<String> output) {}

    static GuidePage read(List<String> lines) {
        return new GuidePage(List.copyOf(lines));
    }

    List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            if (isExample(at)) {
                int end = end(at);
                examples.add(new Example(command(at), lines.subList(at + 2, end)));
            }
        }
        return examples;
    }

    /** The page with every output as {@code run} gives it. */
    GuidePage with(Function<String, List<String>> run) {
        List<String> written = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            written.add(lines.get(at));
            if (isExample(at)) {
                written.add(lines.get(at + 1));
                written.addAll(run.apply(command(at)));
                at = end(at) - 1;
            }
        }
        return new GuidePage(written);
    }

    private boolean isExample(int at) {
        return lines.get(at).equals(OPENING)
                && at + 1 < lines.size()
                && lines.get(at + 1).startsWith(PROMPT);
    }

    private String command(int at) {
        return lines.get(at + 1).substring("$ ".length());
    }

    private int end(int at) {
        int end = at;
        while (!lines.get(end).equals(CLOSING)) {
            end++;
        }
        return end;
    }

    /** Without times, which differ from run to run, and the blanks that pad them. */
    static List<String> timeless(List<String> output) {
        return output.stream()
                .map(line -> line.replaceAll(" +[0-9]+\\.[0-9]+ ms", " - ms").replaceAll(" +>?TIME", " TIME"))
                .toList();
    }
}
