package io.numactor.load.trace;

import io.numactor.mm.alloc.GfpFlags;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Values of the flag texts met so far: a trace has millions of lines but few different texts. */
final class GfpCache {
    private static final String DECIMAL = "[0-9]{1,9}";
    private static final int SLOTS = 1 << 12;

    private final byte[][] texts = new byte[SLOTS][];
    private final int[] values = new int[SLOTS];

    GfpCache() {
        Arrays.fill(texts, new byte[0]);
    }

    int value(byte[] line, int from, int to) throws TornLineException {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + line[i];
        }
        int slot = (hash ^ hash >>> 15) & (SLOTS - 1);
        if (!Arrays.equals(texts[slot], 0, texts[slot].length, line, from, to)) {
            values[slot] = parse(new String(line, from, to - from, StandardCharsets.ISO_8859_1));
            texts[slot] = Arrays.copyOfRange(line, from, to);
        }
        return values[slot];
    }

    private static int parse(String text) throws TornLineException {
        try {
            // Tools that cannot evaluate the kernel's print format give the number.
            return text.matches(DECIMAL) ? Integer.parseUnsignedInt(text) : GfpFlags.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TornLineException("gfp_flags: " + e.getMessage());
        }
    }
}
