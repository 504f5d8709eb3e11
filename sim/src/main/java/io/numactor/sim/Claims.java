package io.numactor.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the clients believe to hold. No frame may be in it twice. */
final class Claims {
    /** A block that a client believes to hold. */
    record Claim(SimClient client, long owner, int nid, long incarnation, long pfn, int order, int grant) {
        long end() {
            return pfn + (1L << order);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(incarnation + pfn);
        }

        @Override
        public String toString() {
            return "N" + nid + " pfn 0x" + Long.toHexString(pfn) + " order " + order + " grant " + grant + " of owner "
                    + Long.toHexString(owner);
        }
    }

    private final Map<Long, TreeMap<Long, Claim>> byLife = new HashMap<>();
    private final Map<Long, TreeMap<Long, Long>> pages = new HashMap<>();

    /** @throws SimFailure when somebody holds a frame of it already */
    void take(Claim claim) {
        TreeMap<Long, Claim> claims = byLife.computeIfAbsent(claim.incarnation(), life -> new TreeMap<>());
        Map.Entry<Long, Claim> before = claims.lowerEntry(claim.end());
        if (before != null && before.getValue().end() > claim.pfn()) {
            throw new SimFailure("a frame is held twice: " + claim + " was handed to " + claim.client() + ", while "
                    + before.getValue().client() + " holds " + before.getValue());
        }
        claims.put(claim.pfn(), claim);
        count(claim, 1L << claim.order());
    }

    private void count(Claim claim, long change) {
        pages.computeIfAbsent(claim.incarnation(), life -> new TreeMap<>()).compute(claim.owner(), (owner, held) -> {
            long next = (held == null ? 0 : held) + change;
            return next == 0 ? null : next;
        });
    }

    /** Pages held of one life of a node, by owner. */
    SortedMap<Long, Long> pages(long incarnation) {
        return pages.getOrDefault(incarnation, new TreeMap<>());
    }

    void drop(Claim claim) {
        TreeMap<Long, Claim> claims = byLife.get(claim.incarnation());
        if (claims == null || claims.remove(claim.pfn()) == null) {
            throw new IllegalStateException(claim + " is not held");
        }
        count(claim, -(1L << claim.order()));
    }

    /** Everything held of one life of a node, by pfn. */
    List<Claim> of(long incarnation) {
        return new ArrayList<>(byLife.getOrDefault(incarnation, new TreeMap<>()).values());
    }

    /** Everything held. */
    List<Claim> all() {
        return byLife.values().stream()
                .flatMap(claims -> claims.values().stream())
                .toList();
    }
}
