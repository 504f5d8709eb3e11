package io.numactor.coordinator;

import io.numactor.mm.boot.BootInput;

/**
 * The machine that a coordinator boots.
 *
 * @param name for people
 * @param input what it boots from
 * @param term the coordinator's term: higher than that of any coordinator before it
 */
public record BootableMachine(String name, BootInput input, long term) {}
