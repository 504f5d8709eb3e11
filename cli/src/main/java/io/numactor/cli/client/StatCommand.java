package io.numactor.cli.client;

import io.numactor.cli.print.View;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code numastat} of the emulated machine. */
@Command(
        name = "stat",
        description = "Show the six NUMA counters of each node, as numastat does.",
        mixinStandardHelpOptions = true)
public final class StatCommand extends ViewCommand {
    @Option(
            names = {"-z", "--hide-zeros"},
            description = "leave out rows and columns of zeros")
    boolean zeros;

    @Option(names = "--node", paramLabel = "NODES", description = "only these nodes: 0,2-3", defaultValue = "")
    String nodes = "";

    @Override
    String nodes() {
        return nodes;
    }

    @Override
    View view() {
        return View.NUMASTAT;
    }

    @Override
    boolean hideZeros() {
        return zeros;
    }
}
