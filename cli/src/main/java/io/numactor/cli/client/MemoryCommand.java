package io.numactor.cli.client;

import io.numactor.api.v1.AddMemory;
import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.MemoryBlock;
import io.numactor.api.v1.MemoryBlocks;
import io.numactor.api.v1.OfflineMemory;
import io.numactor.api.v1.OnlineMemory;
import io.numactor.cli.ExitCode;
import io.numactor.cli.UsageProblem;
import io.numactor.cli.print.Json;
import io.numactor.cli.print.TextTable;
import io.numactor.load.ApiClient;
import io.numactor.proto.WireTypes;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Memory that comes and goes while the machine runs. */
@Command(
        name = "memory",
        description = "Memory blocks of the running machine: list them, plug memory in, put blocks online and offline.",
        subcommands = {
            MemoryCommand.ListBlocks.class,
            MemoryCommand.Add.class,
            MemoryCommand.Online.class,
            MemoryCommand.Offline.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class MemoryCommand {
    private static final int PAGES_PER_MIB_SHIFT = 8;

    private MemoryCommand() {}

    /** The blocks. */
    @Command(
            name = "list",
            description = "The blocks, as /sys/devices/system/memory shows them.",
            mixinStandardHelpOptions = true)
    static final class ListBlocks extends ClientCommand {
        @Override
        int run(ApiClient client) {
            MemoryBlocks blocks = client.memoryBlocks();
            print(json ? Json.of(blocks) + "\n" : text(blocks));
            return ExitCode.OK;
        }

        private static String text(MemoryBlocks blocks) {
            TextTable table = new TextTable("BLOCK", "STATE", "NODE", "VALID ZONES", "FIRST PFN");
            blocks.getBlocksList()
                    .forEach(block -> table.row(
                            "memory" + block.getId(),
                            block.getOnline() ? "online" : "offline",
                            block.getNode(),
                            zones(block),
                            "0x" + Long.toHexString(block.getId() * blocks.getBlockPages())));
            return table.text() + "block size " + (blocks.getBlockPages() >> PAGES_PER_MIB_SHIFT) + " MiB\n";
        }

        private static String zones(MemoryBlock block) {
            return block.getZonesCount() == 0
                    ? "none"
                    : block.getZonesList().stream()
                            .map(zone -> WireTypes.zone(zone).label())
                            .collect(Collectors.joining(" "));
        }
    }

    /** Plugs memory in. */
    @Command(
            name = "add",
            description = "Plug memory in, above all that is there; its blocks are offline at first.",
            mixinStandardHelpOptions = true)
    static final class Add extends ClientCommand {
        @Parameters(index = "0", paramLabel = "NODE", description = "the node that gets it")
        int node;

        @Parameters(index = "1", paramLabel = "MIB", description = "how much, in MiB: a multiple of the block size")
        long mib;

        @Override
        int run(ApiClient client) {
            if (node < 0 || mib <= 0 || mib > 1L << 22) {
                throw new UsageProblem("node " + node + ", " + mib + " MiB: neither may be negative or absurd");
            }
            print(ChangeText.of(
                    client.change(MachineChange.newBuilder()
                            .setAddMemory(AddMemory.newBuilder().setNode(node).setPages(mib << PAGES_PER_MIB_SHIFT))
                            .build()),
                    "added",
                    json));
            return ExitCode.OK;
        }
    }

    /** In which zone memory goes online. */
    static final class ZoneOptions {
        @Option(names = "--kernel", description = "to a kernel zone (online_kernel)")
        boolean kernel;

        @Option(names = "--movable", description = "to ZONE_MOVABLE (online_movable)")
        boolean movable;

        String type() {
            if (kernel && movable) {
                throw new UsageProblem("give either --kernel or --movable");
            }
            return kernel ? "online_kernel" : movable ? "online_movable" : "online";
        }
    }

    /** Puts blocks online. */
    @Command(
            name = "online",
            description = "Put blocks online; without an option in the zone that the kernel's policy chooses.",
            mixinStandardHelpOptions = true)
    static final class Online extends ClientCommand {
        @Mixin
        ZoneOptions zone = new ZoneOptions();

        @Parameters(paramLabel = "BLOCK", arity = "1..*", description = "numbers as list shows them")
        List<Long> blocks = List.of();

        @Override
        int run(ApiClient client) {
            print(ChangeText.of(
                    client.change(MachineChange.newBuilder()
                            .setOnlineMemory(OnlineMemory.newBuilder()
                                    .addAllBlocks(blocks)
                                    .setType(zone.type()))
                            .build()),
                    "online",
                    json));
            return ExitCode.OK;
        }
    }

    /** Takes blocks offline. */
    @Command(
            name = "offline",
            description = "Take blocks offline, one by one. One in use is refused, with its owners.",
            mixinStandardHelpOptions = true)
    static final class Offline extends ClientCommand {
        @Parameters(paramLabel = "BLOCK", arity = "1..*", description = "numbers as list shows them")
        List<Long> blocks = List.of();

        @Override
        int run(ApiClient client) {
            print(ChangeText.of(
                    client.change(MachineChange.newBuilder()
                            .setOfflineMemory(OfflineMemory.newBuilder().addAllBlocks(blocks))
                            .build()),
                    "offline",
                    json));
            return ExitCode.OK;
        }
    }
}
