package io.numactor.cli.client;

import io.numactor.cli.print.View;
import picocli.CommandLine.Command;

/** {@code numactl --hardware} of the emulated machine. */
@Command(
        name = "hardware",
        description = "Show nodes, CPUs, memory and distances, as numactl --hardware does.",
        mixinStandardHelpOptions = true)
public final class HardwareCommand extends ViewCommand {
    @Override
    View view() {
        return View.HARDWARE;
    }
}
