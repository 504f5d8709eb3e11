package io.numactor.proto;

/** Owner ids: the session of the router where the owner was opened, and a count in the low bits. */
public final class OwnerIds {
    /** Sessions leave room for the count, and the sign bit free. */
    public static final int SESSION_BITS = 39;

    private static final int COUNT_BITS = 24;

    private OwnerIds() {}

    public static long of(long session, long count) {
        return session << COUNT_BITS | count;
    }

    /** The session in which the owner was opened. */
    public static long session(long owner) {
        return owner >>> COUNT_BITS;
    }
}
