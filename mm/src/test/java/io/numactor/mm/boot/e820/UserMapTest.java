package io.numactor.mm.boot.e820;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.phase.BootLog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected maps are by the kernel's description of its parameters; the printed ones are in the captured boots. */
class UserMapTest {
    private static final long MIB = 1L << 20;

    private final BootLog log = new BootLog();

    private List<MemoryMap.Entry> map(String commandLine) {
        E820Table e820 = E820Table.of(new MemoryMap(List.of(
                new MemoryMap.Entry(0, 640 << 10, MemoryMap.Type.USABLE),
                new MemoryMap.Entry(MIB, 1024 * MIB, MemoryMap.Type.USABLE),
                new MemoryMap.Entry(1024 * MIB, 1025 * MIB, MemoryMap.Type.RESERVED))));
        UserMap.apply(CommandLine.parse(commandLine), e820, log);
        return e820.entries();
    }

    @Test
    void leavesTheMapAloneWithoutOptions() {
        assertThat(map("quiet")).hasSize(3);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void reservesWithADollar() {
        assertThat(map("memmap=64M$512M"))
                .contains(
                        new MemoryMap.Entry(512 * MIB, 576 * MIB, MemoryMap.Type.RESERVED),
                        new MemoryMap.Entry(MIB, 512 * MIB, MemoryMap.Type.USABLE));
        assertThat(log.lines()).startsWith("user-defined physical RAM map:");
    }

    @Test
    void takesSeveralInOneOption() {
        assertThat(map("memmap=1M#100M,1M!200M"))
                .contains(
                        new MemoryMap.Entry(100 * MIB, 101 * MIB, MemoryMap.Type.ACPI_DATA),
                        new MemoryMap.Entry(200 * MIB, 201 * MIB, MemoryMap.Type.PRAM));
    }

    @Test
    void forgetsTheFirmwaresMapWhenToldTo() {
        assertThat(map("memmap=exactmap memmap=639K@0 memmap=100M@1M"))
                .containsExactly(
                        new MemoryMap.Entry(0, 639 << 10, MemoryMap.Type.USABLE),
                        new MemoryMap.Entry(MIB, 101 * MIB, MemoryMap.Type.USABLE));
    }

    @Test
    void changesTypesByNumber() {
        assertThat(map("memmap=2M%700M-1+2"))
                .contains(new MemoryMap.Entry(700 * MIB, 702 * MIB, MemoryMap.Type.RESERVED));
        assertThat(map("memmap=1M%1024M+1"))
                .doesNotContain(new MemoryMap.Entry(1024 * MIB, 1025 * MIB, MemoryMap.Type.USABLE));
        assertThat(map("memmap=2M%700M-1"))
                .contains(
                        new MemoryMap.Entry(MIB, 700 * MIB, MemoryMap.Type.USABLE),
                        new MemoryMap.Entry(702 * MIB, 1024 * MIB, MemoryMap.Type.USABLE));
    }

    @Test
    void limitsMemoryLikeMem() {
        assertThat(map("memmap=512M"))
                .isEqualTo(map("mem=512M"))
                .contains(new MemoryMap.Entry(MIB, 512 * MIB, MemoryMap.Type.USABLE));
    }

    @Test
    void ignoresWhatItCannotRead() {
        assertThat(map("memmap= memmap=x@1M mem=")).hasSize(3);
        assertThat(map("memmap=1M@0xffffffffffffffff memmap=0@1M")).hasSize(3);
    }
}
