package io.numactor.mm.boot;

import java.util.ArrayList;
import java.util.List;

/** The whole boot log of a machine that has been laid out, in order: what no node has to be asked for. */
public final class BootLines {
    private BootLines() {}

    public static List<String> of(BootInput input, MachineLayout layout) {
        List<String> lines = new ArrayList<>();
        for (BootPhase phase : BootPhase.values()) {
            lines.addAll(layout.log(phase));
            if (phase == BootPhase.BUILD_ALL_ZONELISTS) {
                lines.addAll(ZonelistLog.bootLines(
                        BootZonelists.machine(input, layout), layout, BootZonelists.of(input, layout)));
            }
        }
        return lines;
    }
}
