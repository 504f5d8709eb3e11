package io.numactor.cli;

import io.numactor.mm.kernel.KernelVersion;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a kernel version by its label, {@code 2.6.24}. */
public final class KernelConverter implements ITypeConverter<KernelVersion> {
    @Override
    public KernelVersion convert(String label) {
        return KernelVersion.labelled(label)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + label + "' is none of the kernels that are emulated: " + KernelVersion.labels()));
    }
}
