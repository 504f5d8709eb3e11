package io.numactor.cli.fault;

import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.MemberRecord;
import picocli.CommandLine.Command;

/** {@code control kill}. */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = "Kills a control JVM (SIGKILL) and waits until another one rules, where there is one.")
public final class ControlKillCommand extends ControlFaultCommand {
    @Override
    String verb() {
        return "kill";
    }

    @Override
    boolean happensToTheLiving() {
        return true;
    }

    @Override
    String carryOut(ClusterStore store, ClusterRecord cluster, MemberRecord member) {
        return Succession.after(cluster, member, "killed");
    }
}
