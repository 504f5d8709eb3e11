package io.numactor.cli.client;

import io.numactor.api.v1.MachineChanged;
import io.numactor.cli.print.Json;
import java.util.stream.Collectors;

/** What a change of the machine has brought. */
final class ChangeText {
    private ChangeText() {}

    static String of(MachineChanged changed, String what, boolean json) {
        if (json) {
            return Json.of(changed) + "\n";
        }
        String blocks = changed.getBlocksList().stream()
                .map(block -> "memory" + block)
                .collect(Collectors.joining(" ", what + "  ", "\n"));
        String log = changed.getLogList().stream()
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
        return blocks
                + log
                + "epoch %d.%d  recomputed: %s%n"
                        .formatted(
                                changed.getEpoch().getTerm(),
                                changed.getEpoch().getCounter(),
                                changed.getRecomputedCount() == 0
                                        ? "nothing"
                                        : String.join(", ", changed.getRecomputedList()));
    }
}
