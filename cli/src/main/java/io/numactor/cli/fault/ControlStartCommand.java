package io.numactor.cli.fault;

import io.numactor.cli.cluster.JvmLine;
import io.numactor.cli.running.Api;
import io.numactor.cli.running.Child;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.MemberRecord;
import io.numactor.cli.running.Restart;
import io.numactor.cli.running.Seeds;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code control start}: a control JVM that has ended comes back, and finds what is left of its cluster. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Starts a control JVM again and waits until its API answers.")
public final class ControlStartCommand extends ControlFaultCommand {
    @Override
    String verb() {
        return "start";
    }

    @Override
    boolean happensToTheLiving() {
        return false;
    }

    @Override
    String carryOut(ClusterStore store, ClusterRecord cluster, MemberRecord member) {
        long begin = System.nanoTime();
        Child child = Restart.of(store, cluster, member, JvmLine.joining(member.command(), Seeds.of(cluster, member)));
        Api api = new Api(cluster.reach(), member.httpPort());
        await("the API of " + member.who(), () -> {
            if (!child.isAlive()) {
                throw child.death();
            }
            return api.isReady();
        });
        return String.format(
                Locale.ROOT,
                "%s (pid %d) is back: its API answers after %.1f s",
                member.who(),
                child.identity().pid(),
                (System.nanoTime() - begin) / 1e9);
    }
}
