package io.numactor.mm.kernel;

/**
 * What {@code build_zonelists} makes the first node of a new distance group pay, so that the next local nodes prefer
 * others that are as far away.
 */
public enum NodeLoadRule {
    /** Each list starts without load, which so decides nothing: 2.6.24. */
    FORGOTTEN {
        @Override
        public int charged(int load, int countdown) {
            return countdown;
        }

        @Override
        public boolean lastsOneListOnly() {
            return true;
        }
    },
    /** Set to what the countdown is at: 2.6.26 to 5.15. Several groups saturate, and are no longer taken in turn. */
    SET {
        @Override
        public int charged(int load, int countdown) {
            return countdown;
        }
    },
    /** The countdown is added to what is there: 5.16 to 5.18. */
    ACCUMULATED {
        @Override
        public int charged(int load, int countdown) {
            return load + countdown;
        }
    },
    /** One is added: since 5.19. */
    COUNTED {
        @Override
        public int charged(int load, int countdown) {
            return load + 1;
        }

        @Override
        public long unitsPerDistance(int onlineNodes) {
            return 1;
        }
    };

    /**
     * The load of a node that pays.
     *
     * @param load what it had
     * @param countdown online nodes less those that the list has already
     */
    public abstract int charged(int load, int countdown);

    /** Whether every local node starts with all loads at zero, instead of every build of all lists. */
    public boolean lastsOneListOnly() {
        return false;
    }

    /** What one unit of distance weighs against load, in multiples of MAX_NUMNODES. */
    public long unitsPerDistance(int onlineNodes) {
        return onlineNodes;
    }
}
