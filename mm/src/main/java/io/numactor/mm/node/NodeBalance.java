package io.numactor.mm.node;

import io.numactor.mm.zone.Zone;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/** Counts that different classes keep of the same pages and allocations: they must agree whatever has happened. */
final class NodeBalance {
    private NodeBalance() {}

    /**
     * @param held pages of each owner
     * @param foreign allocations served in place of each zone of another node
     */
    static void check(int nid, Zone[] zones, Map<?, Long> held, Map<?, Long> foreign) {
        same(
                nid,
                "pages handed out",
                Arrays.stream(zones).mapToLong(NodeBalance::handedOut).sum(),
                "held by owners",
                sum(held.values()));
        same(
                nid,
                "misses",
                Arrays.stream(zones).mapToLong(Zone::misses).sum(),
                "foreign for other nodes",
                sum(foreign.values()));
    }

    private static long handedOut(Zone zone) {
        long pages = zone.managed() - zone.exactFreePages() - zone.pagesetPages();
        if (pages < 0 || zone.managed() > zone.span().present()) {
            throw new IllegalStateException(zone.key() + ": free " + zone.exactFreePages() + " and in pagesets "
                    + zone.pagesetPages() + " of managed " + zone.managed() + ", present "
                    + zone.span().present());
        }
        return pages;
    }

    private static long sum(Collection<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    private static void same(int nid, String what, long one, String whatElse, long other) {
        if (one != other) {
            throw new IllegalStateException("N" + nid + ": " + one + " " + what + ", but " + other + " " + whatElse);
        }
    }
}
