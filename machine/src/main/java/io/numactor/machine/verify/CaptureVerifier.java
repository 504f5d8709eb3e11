package io.numactor.machine.verify;

import io.numactor.machine.MachineDescription;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.Machines;
import io.numactor.machine.capture.Capture;
import io.numactor.machine.capture.KernelLog;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.kernel.KernelVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Boots a capture's inputs and holds the result against what the real kernel printed. */
public final class CaptureVerifier {
    private static final KernelVersion KERNEL = KernelVersion.V6_1;

    private CaptureVerifier() {}

    /**
     * Verifies one capture. Of what the capture lacks, the checks are absent.
     *
     * @throws MachineRefused when the inputs cannot be booted or are of a kernel without captures, or a file of the capture is damaged
     */
    public static VerifyReport verify(Path folder) {
        MachineDescription machine = Machines.read(folder);
        refuseOtherKernels(machine);
        EmulatedBoot boot = EmulatedBoot.of(machine);
        Capture capture = Capture.at(folder);
        Optional<KernelLog> log = capture.log();
        List<Check> checks = new ArrayList<>(new LogChecks(log, boot).all());
        checks.addAll(new AddressChecks(capture, boot).all());
        checks.addAll(ZoneChecks.all(capture.zoneInfo(), boot));
        checks.addAll(new NodeChecks(capture.nodes(), boot).all());
        if (machine.boot().architecture().isIa32()) {
            checks.addAll(new Ia32Checks(log, capture.memInfo(), boot).all());
        }
        checks.addAll(HotplugChecks.all(folder, machine, boot));
        return new VerifyReport(machine.name(), checks);
    }

    /** What is compared are the lines and values of one kernel; those of others have other words. */
    private static void refuseOtherKernels(MachineDescription machine) {
        BootInput boot = machine.boot();
        if (boot.kernel() != KERNEL) {
            throw MachineRefused.at(
                    machine.origin(),
                    "release",
                    "kernel " + boot.release() + " printed this capture; captures of " + KERNEL.label()
                            + " can be verified");
        }
    }
}
