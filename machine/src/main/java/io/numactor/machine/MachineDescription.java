package io.numactor.machine;

import io.numactor.mm.boot.BootInput;

/**
 * One machine.
 *
 * @param name what it is called: the {@code name} field of a YAML file, else the folder's name
 * @param origin where it was read from, for messages
 * @param boot all that its kernel is given
 */
public record MachineDescription(String name, String origin, BootInput boot) {}
