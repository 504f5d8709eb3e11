package io.numactor.load.replay;

/**
 * One round of a node's kswapd.
 *
 * @param nid the node
 * @param begin event that it began with
 * @param end it ended before this event
 * @param highest index of the highest zone that it worked on
 */
record Round(int nid, int begin, int end, int highest) {}
