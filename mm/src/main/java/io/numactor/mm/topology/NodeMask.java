package io.numactor.mm.topology;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** An immutable set of node ids, 0 .. {@link #MAX_NUMNODES} - 1. Prints as the kernel's lists do: {@code 0-1,3}. */
public final class NodeMask {
    /** 2^NODES_SHIFT of x86-64 distribution kernels. */
    public static final int MAX_NUMNODES = 1024;

    public static final NodeMask EMPTY = new NodeMask(new BitSet());

    /** Every id there can be: a mask that keeps nothing out. */
    public static final NodeMask ALL = all();

    private final BitSet bits;

    private NodeMask(BitSet bits) {
        this.bits = bits;
    }

    private static NodeMask all() {
        BitSet bits = new BitSet();
        bits.set(0, MAX_NUMNODES);
        return new NodeMask(bits);
    }

    public static NodeMask of(int... nids) {
        BitSet bits = new BitSet();
        for (int nid : nids) {
            bits.set(checked(nid));
        }
        return new NodeMask(bits);
    }

    public static NodeMask of(Collection<Integer> nids) {
        return of(nids.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * Reads {@code 0-1,3}; an empty text is the empty set.
     *
     * @throws IllegalArgumentException when the text is not such a list, or an id is not below 1024
     */
    public static NodeMask parse(String text) {
        BitSet bits = new BitSet();
        if (text.isBlank()) {
            return EMPTY;
        }
        for (String part : text.trim().split(",", -1)) {
            String[] ends = part.trim().split("-", -1);
            if (ends.length > 2) {
                throw new IllegalArgumentException("'" + part + "' is not a node or a range of nodes");
            }
            int from = number(ends[0], text);
            int to = ends.length == 2 ? number(ends[1], text) : from;
            if (to < from) {
                throw new IllegalArgumentException("the range '" + part + "' runs backwards");
            }
            bits.set(checked(from), checked(to) + 1);
        }
        return new NodeMask(bits);
    }

    private static int number(String digits, String whole) {
        try {
            return Integer.parseInt(digits.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + whole + "' is not a list of nodes such as 0-1,3", e);
        }
    }

    private static int checked(int nid) {
        if (nid < 0 || nid >= MAX_NUMNODES) {
            throw new IllegalArgumentException("node " + nid + " is not in 0.." + (MAX_NUMNODES - 1));
        }
        return nid;
    }

    public boolean contains(int nid) {
        return nid >= 0 && bits.get(nid);
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public int size() {
        return bits.cardinality();
    }

    public NodeMask plus(int nid) {
        BitSet more = (BitSet) bits.clone();
        more.set(checked(nid));
        return new NodeMask(more);
    }

    public NodeMask minus(int nid) {
        BitSet fewer = (BitSet) bits.clone();
        fewer.clear(checked(nid));
        return new NodeMask(fewer);
    }

    /** The lowest id above {@code nid}, or -1 when there is none. {@code nextAfter(-1)} is the first. */
    public int nextAfter(int nid) {
        return bits.nextSetBit(nid + 1);
    }

    /** The id that has {@code index} smaller ones in the set; {@code 0 <= index < size()}. */
    public int nth(int index) {
        int nid = bits.nextSetBit(0);
        for (int skipped = 0; skipped < index && nid >= 0; skipped++) {
            nid = bits.nextSetBit(nid + 1);
        }
        if (index < 0 || nid < 0) {
            throw new IndexOutOfBoundsException("node number " + index + " of the set " + this);
        }
        return nid;
    }

    /** Nodes in either. */
    public NodeMask union(NodeMask other) {
        BitSet both = (BitSet) bits.clone();
        both.or(other.bits);
        return new NodeMask(both);
    }

    public boolean intersects(NodeMask other) {
        return bits.intersects(other.bits);
    }

    /** The ids, ascending. */
    public List<Integer> ids() {
        return bits.stream().boxed().toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeMask mask && bits.equals(mask.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int from = bits.nextSetBit(0); from >= 0; ) {
            int to = bits.nextClearBit(from) - 1;
            text.append(text.isEmpty() ? "" : ",").append(from);
            if (to > from) {
                text.append('-').append(to);
            }
            from = bits.nextSetBit(to + 1);
        }
        return text.toString();
    }
}
