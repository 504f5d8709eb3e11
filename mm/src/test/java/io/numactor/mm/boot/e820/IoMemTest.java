package io.numactor.mm.boot.e820;

import static io.numactor.mm.boot.MachineBuilder.GIB;
import static io.numactor.mm.boot.MachineBuilder.MIB;
import static io.numactor.mm.boot.MachineBuilder.pc;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.MachineLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class IoMemTest {
    private static List<String> iomem(MachineLayout layout) {
        return layout.iomem().stream().map(IoResource::toString).toList();
    }

    @Test
    void putsTheKernelInsideItsMemory() {
        assertThat(iomem(pc(GIB).cpu().boot()))
                .containsSubsequence(
                        "00001000-0009fbff : System RAM",
                        "00100000-3fffffff : System RAM",
                        "  01000000-01e01d31 : Kernel code",
                        "  03310000-043fffff : Kernel bss");
    }

    @Test
    void showsTheCrashKernel() {
        // lab: "Reserving 128MB of memory at 1952MB" of a machine that ends at 2111 MiB
        assertThat(iomem(pc(GIB).cpu().commandLine("crashkernel=128M@512M").boot()))
                .contains("  20000000-27ffffff : Crash kernel");
    }

    @Test
    void showsBuffersOnlyWhereTheFirmwareKnewOfSomething() {
        MachineLayout cut = pc(GIB).cpu().commandLine("mem=1000M").boot();
        assertThat(iomem(cut)).contains("3e800000-3fffffff : RAM buffer");
        MachineLayout odd = pc(1000 * MIB).cpu().boot();
        assertThat(iomem(odd)).noneMatch(line -> line.endsWith("RAM buffer"));
        assertThat(odd.log()).contains("e820: reserve RAM buffer [mem 0x3e800000-0x3fffffff]");
    }

    @Test
    void offersTheLargestHoleToPciDevices() {
        assertThat(pc(3 * GIB).usable(4 * GIB, 5 * GIB).cpu().boot().log())
                .contains(
                        "[mem 0xc0000000-0xffffffff] available for PCI devices",
                        "PM: hibernation: Registered nosave memory: [mem 0xc0000000-0xffffffff]");
    }
}
