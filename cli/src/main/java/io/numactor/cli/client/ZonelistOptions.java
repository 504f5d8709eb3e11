package io.numactor.cli.client;

import io.numactor.cli.UsageProblem;
import io.numactor.cli.print.View;
import io.numactor.mm.boot.BootZonelists;
import io.numactor.mm.boot.MachineSetup;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zonelist.ZonelistMachine;
import picocli.CommandLine.Option;

/** How {@code boot} shows zonelists. */
final class ZonelistOptions {
    @Option(names = "--steps", description = "zonelists: as they grow, node by node, with the cause of each")
    boolean steps;

    @Option(
            names = "--node",
            paramLabel = "NODES",
            description = "zones and lists of these nodes only: 0,2-3",
            defaultValue = "")
    String nodes = "";

    @Option(names = "--letters", description = "zonelists grow as in drawings of books: node C, zone 2, C2")
    boolean letters;

    @Option(names = "--uma", description = "zonelists grow as in a kernel that is not built for NUMA")
    boolean uma;

    NodeMask shown() {
        return MachineNodes.parse("--node", nodes);
    }

    View view(View asked) {
        return steps && asked == View.ZONELISTS ? View.ZONELIST_STEPS : asked;
    }

    /** What the zonelists of a machine are built from. */
    ZonelistMachine machine(BootInput input) {
        ZonelistMachine machine = BootZonelists.machine(input, MachineSetup.layout(input));
        if (!shown().ids().stream().allMatch(machine.possible()::contains)) {
            throw new UsageProblem("--node " + nodes + ": the machine has nodes " + machine.possible());
        }
        return uma ? machine.withoutNuma() : machine;
    }
}
