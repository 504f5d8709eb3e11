package io.numactor.mm.boot;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.zonelist.NodeZonelists;
import java.util.ArrayList;
import java.util.List;

/** The whole boot log of a machine that has been laid out, in order: what no node has to be asked for. */
public final class BootLines {
    private static final int MMINIT_VERIFY = 1;

    private BootLines() {}

    public static List<String> of(BootInput input, MachineLayout layout) {
        List<String> lines = new ArrayList<>();
        for (BootPhase phase : BootPhase.values()) {
            lines.addAll(layout.log(phase));
            if (phase == BootPhase.BUILD_ALL_ZONELISTS) {
                lines.addAll(zonelists(input, layout, BootZonelists.of(input, layout)));
            }
        }
        return lines;
    }

    /** What build_all_zonelists prints; the lists zone by zone only when {@code mminit_loglevel=} asks for them. */
    static List<String> zonelists(BootInput input, MachineLayout layout, List<NodeZonelists> lists) {
        long level =
                CommandLine.parse(input.commandLine()).number("mminit_loglevel").orElse(0);
        return ZonelistLog.bootLines(input, layout, lists).stream()
                .filter(line -> level >= MMINIT_VERIFY || !line.startsWith("mminit::"))
                .toList();
    }
}
