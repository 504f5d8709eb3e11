package io.numactor.runtime.membership;

/**
 * What the JVMs that still see each other see of their cluster. A JVM that has died looks like one that is cut off.
 *
 * @param nodesHere JVMs with NUMA nodes on this side
 * @param nodesAway those out of sight
 * @param controlsHere JVMs that may run the coordinator on this side
 * @param controlsAway those out of sight
 * @param oldestControlHere whether the oldest of the latter two, where the coordinator was, is on this side
 */
record Side(int nodesHere, int nodesAway, int controlsHere, int controlsAway, boolean oldestControlHere) {
    /**
     * Whether this side lives on. Who may rule on it is another question, which the nodes' promises decide.
     *
     * <p>All that can serve clients is here: it goes on, with however few nodes; unless it is cut off from all of several,
     * whose pages are worth more. Nothing of it is here: enough nodes to give a coordinator that comes back their
     * majority wait for it. A part of it is here: the side with more nodes goes on; with as many, the one that ruled.
     */
    boolean livesOn() {
        boolean majority = nodesHere > nodesAway;
        if (controlsAway == 0) {
            return nodesHere > 0 || nodesAway <= 1;
        }
        boolean ruled = controlsHere > 0 && oldestControlHere;
        return majority || (ruled && nodesHere == nodesAway);
    }
}
