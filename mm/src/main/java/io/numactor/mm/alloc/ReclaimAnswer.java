package io.numactor.mm.alloc;

/**
 * What a node says when it was to reclaim for a request.
 *
 * @param pages reclaimed
 * @param mayHelp whether one of its zones would serve the request if all the rest that can be reclaimed were free
 * @param highAtomic whether it has pageblocks set aside for high-order atomic requests
 */
public record ReclaimAnswer(long pages, boolean mayHelp, boolean highAtomic) {
    /** Nothing there, nothing to hope for. */
    public static final ReclaimAnswer NOTHING = new ReclaimAnswer(0, false, false);
}
