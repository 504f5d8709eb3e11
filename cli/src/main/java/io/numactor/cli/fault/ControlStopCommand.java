package io.numactor.cli.fault;

import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.MemberRecord;
import picocli.CommandLine.Command;

/** {@code control stop}. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description =
                "Tells a control JVM to leave the cluster (SIGTERM) and waits until another one rules, where there is one.")
public final class ControlStopCommand extends ControlFaultCommand {
    @Override
    String verb() {
        return "stop";
    }

    @Override
    boolean happensToTheLiving() {
        return true;
    }

    @Override
    String carryOut(ClusterStore store, ClusterRecord cluster, MemberRecord member) {
        return Succession.after(cluster, member, "stopped");
    }
}
