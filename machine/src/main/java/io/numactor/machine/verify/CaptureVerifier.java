package io.numactor.machine.verify;

import io.numactor.machine.MachineDescription;
import io.numactor.machine.Machines;
import io.numactor.machine.capture.Capture;
import io.numactor.machine.capture.KernelLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Boots a capture's inputs and holds the result against what the real kernel printed. */
public final class CaptureVerifier {
    private CaptureVerifier() {}

    /**
     * Verifies one capture. Of what the capture lacks, the checks are absent.
     *
     * @throws io.numactor.machine.MachineRefused when the inputs cannot be booted, or a file of the capture is damaged
     */
    public static VerifyReport verify(Path folder) {
        MachineDescription machine = Machines.read(folder);
        EmulatedBoot boot = EmulatedBoot.of(machine);
        Capture capture = Capture.at(folder);
        Optional<KernelLog> log = capture.log();
        List<Check> checks = new ArrayList<>(new LogChecks(log, boot).all());
        checks.addAll(ZoneChecks.all(capture.zoneInfo(), log, boot));
        checks.addAll(new NodeChecks(capture.nodes(), boot).all());
        return new VerifyReport(machine.name(), checks);
    }
}
