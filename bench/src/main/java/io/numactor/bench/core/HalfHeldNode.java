package io.numactor.bench.core;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.PgData;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.Watermarks;
import io.numactor.mm.watermark.ZoneParams;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A node of 8 GiB of which 64 owners hold half, taken page by page, with full bookkeeping: owners, grants, counters,
 * marks.
 */
final class HalfHeldNode {
    static final long PAGES = 8L << (30 - PfnRange.PAGE_SHIFT);

    private static final long START = 1L << 20;
    private static final long SEED = 20_261_121;
    private static final int HOLDERS = 64;
    private static final long FIRST_HOLDER = 1000;
    private static final int HOLDERS_GRANT = 1;
    private static final int BATCH = 63;

    /** Pages that are freed together; divides what is held. */
    private static final int MESSAGE = 64;

    private final PgData pgdat = new PgData(layout(START, PAGES), 2);
    private final long[] heldPfns = new long[(int) (PAGES / 2)];
    private final long[] holderOf = new long[(int) (PAGES / 2)];

    /** A node whose pagesets hold up to {@code pagesetHigh} pages; 0: every page goes through to the buddy lists. */
    HalfHeldNode(int pagesetHigh) {
        pgdat.memInit();
        pgdat.install(
                ZoneType.NORMAL,
                new ZoneParams(
                        new Watermarks(10_000, 12_500, 15_000, 17_500),
                        Collections.nCopies(ZoneType.count(), 0L),
                        pagesetHigh,
                        pagesetHigh == 0 ? 1 : BATCH));
        holdHalf();
    }

    /** Node 0 with two CPUs, all of whose memory is one zone Normal. */
    static NodeLayout layout(long startPfn, long pages) {
        List<PfnRange> ram = List.of(new PfnRange(startPfn, startPfn + pages));
        List<ZoneLayout> zones = Arrays.stream(ZoneType.values())
                .map(type -> type == ZoneType.NORMAL
                        ? new ZoneLayout(type, startPfn, pages, ram, ram, List.of())
                        : ZoneLayout.empty(type))
                .toList();
        return new NodeLayout(0, 0, true, zones, List.of(0, 1));
    }

    /**
     * Owners take half of the pages one by one, of a node that none has pages of; what they hold is remembered in random
     * order. Not by {@code tryOne}: the
     * compiler would learn of it here what is not so when it is measured.
     */
    void holdHalf() {
        ZoneRequest[] requests = new ZoneRequest[HOLDERS];
        for (int i = 0; i < HOLDERS; i++) {
            requests[i] = request(FIRST_HOLDER + i, HOLDERS_GRANT, 0);
        }
        for (int i = 0; i < heldPfns.length; i++) {
            heldPfns[i] = pgdat.tryZones(requests[i % HOLDERS]).runs().pfn(0);
            holderOf[i] = FIRST_HOLDER + i % HOLDERS;
        }
        shuffle(heldPfns, holderOf, new Random(SEED));
    }

    private static void shuffle(long[] pfns, long[] owners, Random random) {
        for (int i = pfns.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            swap(pfns, i, j);
            swap(owners, i, j);
        }
    }

    private static void swap(long[] values, int i, int j) {
        long kept = values[i];
        values[i] = values[j];
        values[j] = kept;
    }

    static ZoneRequest request(long owner, int grant, int order) {
        return new ZoneRequest(
                owner,
                grant,
                0,
                0,
                order,
                1,
                GfpFlags.GFP_HIGHUSER_MOVABLE,
                AllocFlags.WMARK_LOW,
                MigrateType.MOVABLE,
                ZoneType.MOVABLE,
                List.of(ZoneType.NORMAL),
                new ZoneKey(0, ZoneType.NORMAL),
                -1,
                false);
    }

    PgData pgdat() {
        return pgdat;
    }

    /** Frees all that is held, in random order, a message of pages after the other as a node does; what was seen. */
    int freeHeld() {
        int seen = 0;
        for (int first = 0; first < heldPfns.length; first += MESSAGE) {
            for (int i = first; i < first + MESSAGE; i++) {
                seen += pgdat.look(heldPfns[i]);
            }
            for (int i = first; i < first + MESSAGE; i++) {
                pgdat.free(holderOf[i], heldPfns[i], 0, HOLDERS_GRANT, 0);
            }
        }
        return seen;
    }

    int held() {
        return heldPfns.length;
    }
}
