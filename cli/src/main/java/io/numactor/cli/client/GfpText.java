package io.numactor.cli.client;

import io.numactor.cli.UsageProblem;
import io.numactor.mm.alloc.GfpFlags;

/** Request flags as they are given on the command line. */
final class GfpText {
    private GfpText() {}

    /** The same text; refused when the kernel has no such flag or would not accept their combination. */
    static String checked(String text) {
        try {
            if (!text.isEmpty()) {
                GfpFlags.checked(GfpFlags.parse(text));
            }
            return text;
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(
                    "--gfp '" + text + "': " + e.getMessage()
                            + "; give names such as GFP_KERNEL|__GFP_ZERO, or a number such as 0xcc0",
                    e);
        }
    }

    /** What the gateway takes for flags that were not named. */
    static String shown(String text) {
        return text.isEmpty() ? "GFP_HIGHUSER_MOVABLE" : text;
    }
}
