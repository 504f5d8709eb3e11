package io.numactor.cli.client;

import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.OfflineMemory;
import io.numactor.api.v1.OnlineMemory;
import io.numactor.cli.ExitCode;
import io.numactor.cli.fault.NodeHealCommand;
import io.numactor.cli.fault.NodeIsolateCommand;
import io.numactor.cli.fault.NodeKillCommand;
import io.numactor.cli.fault.NodeSlowCommand;
import io.numactor.cli.fault.NodeStartCommand;
import io.numactor.cli.fault.NodeStopCommand;
import io.numactor.cli.jvm.NodeJoinCommand;
import io.numactor.load.ApiClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A node whose memory comes and goes while the machine runs. */
@Command(
        name = "node",
        description = "A node of the running machine: its memory goes offline and online, its JVM fails and returns.",
        subcommands = {
            NodeCommand.Online.class,
            NodeCommand.Offline.class,
            NodeKillCommand.class,
            NodeStopCommand.class,
            NodeStartCommand.class,
            NodeIsolateCommand.class,
            NodeHealCommand.class,
            NodeSlowCommand.class,
            NodeJoinCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class NodeCommand {
    private NodeCommand() {}

    /** Puts a node's memory online. */
    @Command(
            name = "online",
            description = "Put all memory blocks of a node online that are offline.",
            mixinStandardHelpOptions = true)
    static final class Online extends ClientCommand {
        @Mixin
        MemoryCommand.ZoneOptions zone = new MemoryCommand.ZoneOptions();

        @Parameters(paramLabel = "NODE")
        int node;

        @Override
        int run(ApiClient client) {
            MachineNodes.of(client.machine()).checkNode("NODE", node);
            print(ChangeText.of(
                    client.change(MachineChange.newBuilder()
                            .setOnlineMemory(
                                    OnlineMemory.newBuilder().setNode(node).setType(zone.type()))
                            .build()),
                    "online",
                    json));
            return ExitCode.OK;
        }
    }

    /** Takes a node's memory offline. */
    @Command(
            name = "offline",
            description = "Take all memory blocks of a node offline. One in use is refused, with its owners.",
            footer = {
                "",
                "As on a real machine, memory that the kernel itself lies in stays: only nodes whose memory came after",
                "boot, or is all in ZONE_MOVABLE, can go."
            },
            mixinStandardHelpOptions = true)
    static final class Offline extends ClientCommand {
        @Parameters(paramLabel = "NODE")
        int node;

        @Override
        int run(ApiClient client) {
            MachineNodes.of(client.machine()).checkNode("NODE", node);
            print(ChangeText.of(
                    client.change(MachineChange.newBuilder()
                            .setOfflineMemory(OfflineMemory.newBuilder().setNode(node))
                            .build()),
                    "offline",
                    json));
            return ExitCode.OK;
        }
    }
}
