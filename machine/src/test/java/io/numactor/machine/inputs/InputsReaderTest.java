package io.numactor.machine.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.machine.Fixtures;
import io.numactor.machine.MachineRefused;
import io.numactor.mm.addr.VmSplit;
import io.numactor.mm.boot.BootSequence;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.kernel.Architecture;
import io.numactor.mm.machine.VmSysctl;
import io.numactor.mm.watermark.TunedMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class InputsReaderTest {
    static final List<String> CAPTURES = Fixtures.CAPTURES;

    @TempDir
    Path folder;

    private static Path inputs(String capture) {
        return Fixtures.capture(capture).resolve("inputs");
    }

    @Test
    void readsWhatTheKernelWasGiven() {
        BootInput boot = InputsReader.read(inputs(Fixtures.RING));
        assertThat(boot.release()).isEqualTo("6.1.0-56-amd64");
        assertThat(boot.apicIds()).containsExactly(0, 1, 2, 3);
        assertThat(boot.initrd()).isEqualTo(Optional.of(new ByteRange(0x25e2c000, 0x25fe0000)));
        assertThat(boot.commandLine()).startsWith("console=ttyS0,115200 ").endsWith("lab.thp=never");
        assertThat(boot.transparentHugepage()).isEqualTo(TransparentHugepage.NEVER);
        assertThat(boot.hmat()).isEmpty();
        assertThat(boot.memoryMap().entries().get(0)).isEqualTo(new MemoryMap.Entry(0, 0x9fc00, MemoryMap.Type.USABLE));
    }

    @ParameterizedTest
    @FieldSource("CAPTURES")
    void writesAFolderThatReadsTheSame(String capture) throws IOException {
        BootInput boot = InputsReader.read(inputs(capture));
        InputsWriter.write(boot, folder);
        assertThat(InputsReader.read(folder)).isEqualTo(boot);
    }

    @Test
    void readsX8632() throws IOException {
        BootInput boot = InputsReader.read(inputs(Fixtures.I386));
        assertThat(boot.architecture()).isEqualTo(Architecture.I386_PAE);
        assertThat(boot.split()).isEqualTo(VmSplit.SPLIT_3G);
        assertThat(boot.image().init()).isEqualTo(new ByteRange(31080448, 31080448 + (928 << 10)));
        InputsWriter.write(boot, folder);
        assertThat(InputsReader.read(folder)).isEqualTo(boot);
    }

    @Test
    void givesX8632TheTunablesOfItsZones() {
        BootSequence boot = new BootSequence(InputsReader.read(inputs(Fixtures.I386)));
        assertThat(VmSysctl.LOWMEM_RESERVE_RATIO.read(boot.sysctls(), TunedMachine.UNTUNED))
                .as("the machine's sysctl-vm.txt")
                .isEqualTo("256\t32\t0\t0");
    }

    @Test
    void refusesAFolderWithoutItsFiles() {
        assertThatThrownBy(() -> InputsReader.read(folder)).hasMessageContaining("boot.json: there is no such file");
    }

    @Test
    void doesWithoutACommandLine() throws IOException {
        InputsWriter.write(InputsReader.read(inputs(Fixtures.RING)), folder);
        Files.delete(folder.resolve("cmdline.txt"));
        assertThat(InputsReader.read(folder).commandLine()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    boot.json           | "release" : "6.1         | "release" : "5.10      | release: kernel 5.10.0-56-amd64 is not emulated; emulated: 2.6.24, 4.4, 5.15, 5.17, 6.1
                    boot.json           | [ 0, 1, 2, 3 ]           | [ 0, 1, 1, 3 ]         | cpus.apicIds[2]: APIC id 1 is given twice
                    boot.json           | "arch" : "x86_64",       | ''                     | the field 'arch' is missing
                    boot.json           | "arch" : "x86_64",       | "arch" : "riscv",      | this architecture is not emulated; emulated: x86_64, x86_64-la57, i386, i386-pae
                    boot.json           | "pages" : 62             | "pages" : 0            | perCpu.pages: 0 is not allowed; allowed: 1 to
                    firmware-memmap.txt | 0x9fbff System RAM       | 0x9fbff System Rum     | line 1: the type is none
                    firmware-memmap.txt | 1 0x9fc00 0x9ffff        | 1 0x9fc00 0x9f000      | line 2: end 0x9f000
                    firmware-memmap.txt | 1 0x9fc00 0x9ffff        | 1 9fc00 9ffff          | line 2: is not 'index 0xSTART 0xEND type'
                    """)
    void refusesWithFileAndPlace(String file, String from, String to, String message) throws IOException {
        InputsWriter.write(InputsReader.read(inputs(Fixtures.RING)), folder);
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
        assertThatThrownBy(() -> InputsReader.read(folder))
                .isInstanceOf(MachineRefused.class)
                .hasMessageContaining(file)
                .hasMessageContaining(message);
    }
}
