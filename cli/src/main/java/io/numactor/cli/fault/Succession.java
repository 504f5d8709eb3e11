package io.numactor.cli.fault;

import io.numactor.cli.cluster.Arguments;
import io.numactor.cli.cluster.Distribution;
import io.numactor.cli.running.Api;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.MemberRecord;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What becomes of a cluster when one of its control JVMs ends. */
final class Succession {
    private Succession() {}

    /** Waits until the process is gone and, where another control JVM lives, until it rules; says what came of it. */
    static String after(ClusterRecord cluster, MemberRecord ended, String how) {
        List<MemberRecord> others = cluster.gateways().stream()
                .filter(member ->
                        !member.who().equals(ended.who()) && member.process().isAlive())
                .toList();
        OptionalLong before = term(cluster, cluster.gateways());
        long begin = System.nanoTime();
        boolean ruled = wasFirst(cluster, ended);
        if (how.equals("killed")) {
            ended.process().find().ifPresent(ProcessHandle::destroyForcibly);
        } else {
            ended.process().find().ifPresent(ProcessHandle::destroy);
        }
        ControlFaultCommand.await(
                "the end of " + ended.who(), () -> !ended.process().isAlive());
        String said = ended.who() + " (pid " + ended.process().pid() + ") was " + how;
        if (others.isEmpty()) {
            return said + ": nobody is served; the nodes keep their pages. '" + Distribution.command()
                    + " control start" + Arguments.name(cluster) + "' brings it back";
        }
        if (!ruled || before.isEmpty()) {
            return said + "; others are in control: " + others.get(0).who();
        }
        ControlFaultCommand.await("the succession", () -> term(cluster, others).orElse(0) > before.getAsLong());
        return String.format(
                Locale.ROOT,
                "%s; %s rules in term %d after %.1f s",
                said,
                others.get(0).who(),
                term(cluster, others).orElse(0),
                (System.nanoTime() - begin) / 1e9);
    }

    /** The coordinator is where the control JVM that has lived longest is. */
    private static boolean wasFirst(ClusterRecord cluster, MemberRecord member) {
        return cluster.members().stream()
                .filter(other -> other.hasRole("control") && other.process().isAlive())
                .noneMatch(other ->
                        other.process().startMillis() < member.process().startMillis());
    }

    /** The newest term that a gateway knows. */
    private static OptionalLong term(ClusterRecord cluster, List<MemberRecord> gateways) {
        return gateways.stream()
                .filter(gateway -> gateway.process().isAlive())
                .flatMap(gateway -> new Api(cluster.reach(), gateway.httpPort()).machine().stream())
                .mapToLong(machine -> machine.getEpoch().getTerm())
                .max();
    }
}
