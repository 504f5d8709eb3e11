package io.numactor.proto;

/**
 * Numbers of adoptions: the term of the coordinator that granted it, and a count. A later adoption of an owner has a
 * greater number, so a node that has seen it knows what is of an earlier router.
 */
public final class AdoptionTokens {
    private static final int COUNT_BITS = 40;

    private AdoptionTokens() {}

    public static long of(long term, long count) {
        return term << COUNT_BITS | count;
    }

    /** The term in which it was granted. */
    public static long term(long token) {
        return token >>> COUNT_BITS;
    }
}
