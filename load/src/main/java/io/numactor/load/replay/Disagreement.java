package io.numactor.load.replay;

import io.numactor.mm.topology.ZoneKey;
import java.util.Optional;

/**
 * An allocation that the model placed elsewhere than the kernel.
 *
 * @param event its number among the events that a replay uses, from 0
 * @param cpu it ran on
 * @param order of the block
 * @param gfp flags, as the kernel prints them
 * @param real the kernel's zone
 * @param emulated the model's; empty when it had none
 * @param reason what the model saw of the zones that the walk passes, in pages
 */
public record Disagreement(
        int event, int cpu, int order, String gfp, ZoneKey real, Optional<ZoneKey> emulated, String reason) {}
