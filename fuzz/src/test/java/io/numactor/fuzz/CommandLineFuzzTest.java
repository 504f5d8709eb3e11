package io.numactor.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.numactor.machine.Machines;
import io.numactor.mm.boot.MachineSetup;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.BootRefused;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A kernel command line, and the memory of a machine that boots with it. */
final class CommandLineFuzzTest {
    private static final Path MACHINES = Path.of("..", "deploy", "machines");
    private static final BootInput NUMA =
            Machines.read("captured-ring-4", MACHINES).boot();
    private static final BootInput IA32 =
            Machines.read("book-figure-3-11", MACHINES).boot();

    static Stream<Arguments> seeds() {
        return Stream.of(
                        "numa=fake=4 mem=1G",
                        "numa=fake=2*512M,1G",
                        "memmap=16M$256M memmap=64M#1G memmap=1M@2G memmap=exactmap",
                        "memmap=166666666666666666666666$256M mem=99999999999999999999",
                        "kernelcore=25% movablecore=1G movable_node",
                        "kernelcore=mirror crashkernel=128M@64M numa=off",
                        "highmem=512M vmalloc=256M lowmem_reserve_ratio=1",
                        "highmem=18446744073709547520 vmalloc=18446744073709547520",
                        "crashkernel=512M-2G:64M,2G-:128M hugepages=4 log_buf_len=4M")
                .flatMap(line -> Stream.of(Arguments.arguments(true, line), Arguments.arguments(false, line)));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void boot(boolean numa, @NotNull String line) {
        Only.refuses(() -> MachineSetup.layout(with(numa ? NUMA : IA32, line)), BootRefused.class);
    }

    private static BootInput with(BootInput input, String line) {
        return new BootInput(
                input.kernel(),
                input.architecture(),
                input.split(),
                input.release(),
                input.memoryMap(),
                input.srat(),
                input.slit(),
                input.hmat(),
                line,
                input.apicIds(),
                input.image(),
                input.imageKiB(),
                input.initrd(),
                input.perCpu(),
                input.smpAlternativesKiB(),
                input.logBufBytes(),
                input.transparentHugepage());
    }
}
