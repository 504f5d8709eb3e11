package io.numactor.cli.cluster;

import io.numactor.api.v1.Phase;
import io.numactor.api.v1.Phases;
import io.numactor.mm.boot.phase.BootPhase;
import java.util.ArrayList;
import java.util.List;

/**
 * A step of the boot as the launcher reports it: what nodes confirm, one by one, and before that all that needs no node
 * in one, under the name of the kernel's function that does most of it.
 *
 * @param name the phase
 * @param detail who has confirmed it
 * @param seconds wall-clock time
 */
record BootStep(String name, String detail, double seconds) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** The steps that are done. */
    static List<BootStep> of(Phases phases) {
        List<BootStep> steps = new ArrayList<>();
        long early = 0;
        for (Phase phase : phases.getPhasesList()) {
            if (!phase.getState().equals("done")) {
                break;
            }
            if (phase.getName().equals(BootPhase.FREE_AREA_INIT.toString())) {
                steps.add(new BootStep(BootPhase.SETUP_ARCH.toString(), "", early / NANOS_PER_SECOND));
            }
            early += phase.getDurationNanos();
            if (phase.getConfirmedCount() > 0) {
                steps.add(new BootStep(
                        phase.getName(), confirmations(phase), phase.getDurationNanos() / NANOS_PER_SECOND));
            }
        }
        return steps;
    }

    private static String confirmations(Phase phase) {
        int nodes = phase.getConfirmedCount();
        return "confirmed by " + nodes + (nodes == 1 ? " node" : " nodes");
    }
}
