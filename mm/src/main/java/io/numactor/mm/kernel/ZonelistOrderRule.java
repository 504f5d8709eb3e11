package io.numactor.mm.kernel;

import java.util.function.Supplier;

/** Who decides on the order of zonelists ({@code set_zonelist_order}). */
public enum ZonelistOrderRule {
    /** Whoever asks; else what the zones' sizes suggest: 2.6.23 to 3.15. */
    BY_ZONE_SIZES {
        @Override
        public ZonelistOrder order(ZonelistOrder asked, boolean is64Bit, Supplier<ZonelistOrder> suggested) {
            return asked == ZonelistOrder.DEFAULT ? suggested.get() : asked;
        }
    },
    /** Whoever asks; else nodes first on 64 bits and zones first on 32, where low memory is scarce: 3.16 to 4.13. */
    BY_WORD_SIZE {
        @Override
        public ZonelistOrder order(ZonelistOrder asked, boolean is64Bit, Supplier<ZonelistOrder> suggested) {
            ZonelistOrder usual = is64Bit ? ZonelistOrder.NODE : ZonelistOrder.ZONE;
            return asked == ZonelistOrder.DEFAULT ? usual : asked;
        }
    },
    /** Nodes first; asking for zones is refused with a warning: since 4.14. */
    NODES_ONLY {
        @Override
        public ZonelistOrder order(ZonelistOrder asked, boolean is64Bit, Supplier<ZonelistOrder> suggested) {
            return ZonelistOrder.NODE;
        }

        @Override
        public boolean accepts(ZonelistOrder asked) {
            return asked != ZonelistOrder.ZONE;
        }

        @Override
        public boolean hasChoice() {
            return false;
        }
    };

    /**
     * The order in force.
     *
     * @param asked by {@code numa_zonelist_order}
     * @param is64Bit the kernel's word
     * @param suggested what the sizes of zones suggest; computed when it is needed
     */
    public abstract ZonelistOrder order(ZonelistOrder asked, boolean is64Bit, Supplier<ZonelistOrder> suggested);

    /** Whether asking changes anything; else what is accepted is forgotten. */
    public boolean hasChoice() {
        return true;
    }

    /** Whether {@code numa_zonelist_order} may be set to this; what it may not is ignored. */
    public boolean accepts(ZonelistOrder asked) {
        return true;
    }
}
