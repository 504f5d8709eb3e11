package io.numactor.cli.client;

import io.numactor.cli.UsageProblem;

/** Ids of owners: 64 bits, printed without sign. */
final class OwnerId {
    private OwnerId() {}

    static String text(long owner) {
        return Long.toUnsignedString(owner);
    }

    static long parse(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new UsageProblem("--owner '" + text + "' is not the number that alloc printed", e);
        }
    }
}
