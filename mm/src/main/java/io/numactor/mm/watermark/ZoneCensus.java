package io.numactor.mm.watermark;

import io.numactor.mm.topology.ZoneKey;

/**
 * What the machine-wide computations need to know of one populated or empty zone.
 *
 * @param zone which zone of which node
 * @param present pages of RAM
 * @param managed pages handed to the buddy allocator so far
 * @param nodeCpus CPUs of the zone's node
 */
public record ZoneCensus(ZoneKey zone, long present, long managed, int nodeCpus) {}
