package io.numactor.mm.zonelist;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;

/** Which mark and rights a request has once the fast pass has failed: {@code gfp_to_alloc_flags} (6.1.y). */
public final class SlowPathFlags {
    private SlowPathFlags() {}

    /** For every pass until reserve rights are looked at. */
    public static int of(int gfp, int order) {
        int flags = AllocFlags.WMARK_MIN | AllocFlags.CPUSET | kswapd(gfp);
        flags |= GfpFlags.has(gfp, GfpFlags.HIGH) ? AllocFlags.MIN_RESERVE : 0;
        return GfpFlags.allowsDirectReclaim(gfp) ? flags : nonBlocking(flags, gfp, order);
    }

    /** With the right to the reserves: no mark at all, or half of the min mark for a victim of the OOM killer; else 0. */
    public static int reserves(int gfp, boolean oomVictim) {
        int victims = oomVictim ? AllocFlags.OOM : 0;
        int right = GfpFlags.has(gfp, GfpFlags.MEMALLOC) ? AllocFlags.NO_WATERMARKS : victims;
        return right == 0 || GfpFlags.has(gfp, GfpFlags.NOMEMALLOC) ? 0 : right | kswapd(gfp);
    }

    public static int kswapd(int gfp) {
        return GfpFlags.wakesKswapd(gfp) ? AllocFlags.KSWAPD : 0;
    }

    private static int nonBlocking(int flags, int gfp, int order) {
        boolean high = GfpFlags.has(gfp, GfpFlags.HIGH);
        int more = 0;
        if (!GfpFlags.has(gfp, GfpFlags.NOMEMALLOC)) {
            more = AllocFlags.NON_BLOCK | (high && order > 0 ? AllocFlags.HIGHATOMIC : 0);
        }
        return (high ? flags & ~AllocFlags.CPUSET : flags) | more;
    }
}
