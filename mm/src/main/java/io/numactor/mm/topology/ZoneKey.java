package io.numactor.mm.topology;

/** Names one zone of the machine. Prints as {@code N0/Normal}. */
public record ZoneKey(int nid, ZoneType type) implements Comparable<ZoneKey> {
    @Override
    public int compareTo(ZoneKey other) {
        int byNode = Integer.compare(nid, other.nid);
        return byNode != 0 ? byNode : type.compareTo(other.type);
    }

    @Override
    public String toString() {
        return "N" + nid + "/" + type.label();
    }
}
