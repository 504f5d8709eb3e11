package io.numactor.cli.client;

import io.numactor.cli.print.View;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One of the kernel's files about memory, or of the cluster's own tables. */
@Command(
        name = "show",
        description = "Show zonelists, zones, free blocks, boot phases and members of the live machine.",
        footer = {
            "",
            "zoneinfo, buddyinfo and pagetypeinfo have the form of the files of /proc in Linux 6.1; counters of what",
            "is not emulated (page cache, slabs) are 0. dmesg and zonelists are the kernel's own boot lines."
        },
        mixinStandardHelpOptions = true)
public final class ShowCommand extends ViewCommand {
    @Parameters(paramLabel = "WHAT", description = "one of ${COMPLETION-CANDIDATES}")
    View what = View.ZONELISTS;

    @Option(
            names = "--node",
            paramLabel = "NODES",
            description = "zones and lists of these nodes only: 0,2-3",
            defaultValue = "")
    String nodes = "";

    @Override
    String nodes() {
        return nodes;
    }

    @Override
    View view() {
        return what;
    }
}
