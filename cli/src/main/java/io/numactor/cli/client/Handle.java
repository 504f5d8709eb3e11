package io.numactor.cli.client;

import io.numactor.api.v1.PageRun;
import io.numactor.cli.UsageProblem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of blocks as one word, {@code node:incarnation:grant:pfn:order:blocks}, which is what a free needs of it. The
 * pfn is hexadecimal, the rest decimal.
 */
final class Handle {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,4}):(\\d{1,20}):(\\d{1,10}):(?:0x)?(\\p{XDigit}{1,16}):(\\d{1,2}):(\\d{1,9})");

    private Handle() {}

    static String of(PageRun run) {
        return run.getNode() + ":" + Long.toUnsignedString(run.getIncarnation()) + ":"
                + Integer.toUnsignedString(run.getGrant()) + ":0x" + Long.toHexString(run.getPfn()) + ":"
                + run.getOrder() + ":" + run.getBlocks();
    }

    /** Reads a handle that {@link #of} wrote. */
    static PageRun parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new UsageProblem(
                    "'" + text + "' is not a handle NODE:INCARNATION:GRANT:PFN:ORDER:BLOCKS as alloc prints them");
        }
        try {
            return PageRun.newBuilder()
                    .setNode(Integer.parseInt(form.group(1)))
                    .setIncarnation(Long.parseUnsignedLong(form.group(2)))
                    .setGrant(Integer.parseUnsignedInt(form.group(3)))
                    .setPfn(Long.parseUnsignedLong(form.group(4), 16))
                    .setOrder(Integer.parseInt(form.group(5)))
                    .setBlocks(Integer.parseInt(form.group(6)))
                    .build();
        } catch (NumberFormatException e) {
            throw new UsageProblem("'" + text + "' is not a handle: " + e.getMessage(), e);
        }
    }
}
