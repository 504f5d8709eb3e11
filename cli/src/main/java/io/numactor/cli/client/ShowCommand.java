package io.numactor.cli.client;

import io.numactor.cli.UsageProblem;
import io.numactor.cli.print.Look;
import io.numactor.cli.print.View;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One of the kernel's files about memory, or of the cluster's own tables. */
@Command(
        name = "show",
        description =
                "Show zonelists, zones, free blocks, one page, CPU or node, boot phases and members of the live machine.",
        footer = {
            "",
            "zoneinfo, buddyinfo and pagetypeinfo have the form of the files of /proc in Linux 6.1; counters of what",
            "is not emulated (page cache, slabs) are 0. dmesg and zonelists are the kernel's own boot lines."
        },
        mixinStandardHelpOptions = true)
public final class ShowCommand extends ViewCommand {
    @Parameters(index = "0", paramLabel = "WHAT", description = "one of ${COMPLETION-CANDIDATES}")
    View what = View.ZONELISTS;

    @Parameters(
            index = "1",
            paramLabel = "NUMBER",
            arity = "0..1",
            description = "of the page frame, CPU or node (page 0x1a00, cpu 3, node 1)",
            defaultValue = "")
    String number = "";

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

    @Override
    long number() {
        try {
            return Look.of(what, number).number();
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(String.valueOf(e.getMessage()), e);
        }
    }
}
