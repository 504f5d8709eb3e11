package io.numactor.cli.running;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Ends the processes of a cluster: those that were recorded, and no other that may have their pids by now. */
public final class Ending {
    /** Where a member has died just before, the others agree on leaving only once they have given it up. */
    private static final Duration LEAVE_WAIT = Duration.ofSeconds(20);

    private static final Duration KILL_WAIT = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 20;

    private Ending() {}

    /**
     * What became of a cluster's processes.
     *
     * @param ended members that ended on request
     * @param killed members that had to be killed
     * @param gone members that were not there any more
     */
    public record Outcome(List<String> ended, List<String> killed, List<String> gone) {}

    /** Node JVMs first, so that they can still take leave; then control; whatever stays is killed. */
    public static Outcome end(List<MemberRecord> members) {
        List<MemberRecord> alive = alive(members);
        terminate(select(alive, member -> !member.hasRole("control")));
        terminate(select(alive, member -> member.hasRole("control")));
        List<MemberRecord> stubborn = alive(alive);
        stubborn.forEach(member -> member.process().find().ifPresent(ProcessHandle::destroyForcibly));
        await(stubborn, KILL_WAIT);
        return new Outcome(names(without(alive, stubborn)), names(stubborn), names(without(members, alive)));
    }

    private static void terminate(List<MemberRecord> members) {
        members.forEach(member -> member.process().find().ifPresent(ProcessHandle::destroy));
        await(members, LEAVE_WAIT);
    }

    private static void await(List<MemberRecord> members, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (!alive(members).isEmpty() && System.nanoTime() < deadline) {
            Pause.millis(POLL_MILLIS);
        }
    }

    private static List<MemberRecord> alive(List<MemberRecord> members) {
        return select(members, member -> member.process().isAlive());
    }

    private static List<MemberRecord> select(List<MemberRecord> members, Predicate<MemberRecord> which) {
        return members.stream().filter(which).toList();
    }

    private static List<MemberRecord> without(List<MemberRecord> members, List<MemberRecord> others) {
        List<MemberRecord> rest = new ArrayList<>(members);
        rest.removeAll(others);
        return rest;
    }

    private static List<String> names(List<MemberRecord> members) {
        return members.stream().map(MemberRecord::who).toList();
    }
}
