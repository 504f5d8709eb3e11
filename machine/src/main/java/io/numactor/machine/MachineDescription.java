package io.numactor.machine;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.kernel.KernelVersion;

/**
 * One machine.
 *
 * @param name what it is called: the {@code name} field of a YAML file, else the folder's name
 * @param origin where it was read from, for messages
 * @param boot all that its kernel is given
 */
public record MachineDescription(String name, String origin, BootInput boot) {
    /** The same machine under another kernel. */
    public MachineDescription withKernel(KernelVersion kernel) {
        return new MachineDescription(name, origin, boot.withKernel(kernel));
    }

    /** The same machine with its kernel image loaded at this physical address. */
    public MachineDescription withKernelAt(long start) {
        return new MachineDescription(name, origin, boot.withKernelAt(start));
    }
}
