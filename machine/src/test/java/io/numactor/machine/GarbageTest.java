package io.numactor.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.numactor.machine.acpi.HmatTable;
import io.numactor.machine.acpi.SlitTable;
import io.numactor.machine.acpi.SratTable;
import io.numactor.machine.capture.BuddyInfo;
import io.numactor.machine.capture.KernelLog;
import io.numactor.machine.capture.NodeFiles;
import io.numactor.machine.capture.PageTypeInfo;
import io.numactor.machine.capture.ZoneInfo;
import io.numactor.machine.document.SourceFile;
import io.numactor.machine.inputs.InputsReader;
import io.numactor.machine.yaml.MachineYaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bytes a parser gets, it answers or refuses. The seed of a failure is in its message. */
class GarbageTest {
    private static final long SEED = Long.getLong("garbage.seed", System.nanoTime());
    private static final int ROUNDS = 1500;

    @TempDir
    Path folder;

    @Test
    void acpiTables() {
        mutate(Fixtures.CXL, "inputs/acpi/SRAT.bin", ROUNDS, file -> SratTable.read(summed(file)));
        mutate(Fixtures.CXL, "inputs/acpi/SLIT.bin", ROUNDS, file -> SlitTable.read(summed(file)));
        mutate(Fixtures.CXL, "inputs/acpi/HMAT.bin", ROUNDS, file -> HmatTable.read(summed(file)));
        mutate(Fixtures.CXL, "inputs/acpi/HMAT.bin", ROUNDS, HmatTable::read);
    }

    @Test
    void inputsFolders() {
        for (String name : new String[] {"boot.json", "firmware-memmap.txt", "cmdline.txt", "acpi/SRAT.bin"}) {
            copyInputs();
            mutate(Fixtures.RING, "inputs/" + name, ROUNDS / 5, file -> {
                write(folder.resolve(name), file.bytes());
                InputsReader.read(folder);
            });
        }
    }

    @Test
    void yaml() {
        for (String name : new String[] {"ring-4", "cxl-3", "desktop-1"}) {
            SourceFile file = SourceFile.read(Fixtures.MACHINES.resolve(name + ".yaml"));
            mutate(file, ROUNDS, MachineYaml::read);
        }
    }

    @Test
    void captures() {
        mutate(Fixtures.MOVABLE, "zoneinfo.txt", ROUNDS, ZoneInfo::parse);
        mutate(Fixtures.MOVABLE, "buddyinfo.txt", ROUNDS, BuddyInfo::parse);
        mutate(Fixtures.MOVABLE, "pagetypeinfo.txt", ROUNDS, PageTypeInfo::parse);
        mutate(
                Fixtures.MOVABLE,
                "dmesg.txt",
                ROUNDS,
                file -> KernelLog.parse(file).under("Zone ranges:"));
        mutate(Fixtures.MOVABLE, "sys/devices/system/node/node0/numastat", ROUNDS, NodeFiles::numastat);
        for (String name : new String[] {"cpulist", "distance"}) {
            mutate(Fixtures.MOVABLE, "sys/devices/system/node/node0/" + name, ROUNDS / 5, file -> {
                write(folder.resolve("node0").resolve(name), file.bytes());
                new NodeFiles(folder).cpus(0);
                new NodeFiles(folder).distance(0);
            });
        }
    }

    @Test
    void refusesAFileThatIsTooLarge() throws IOException {
        Path large = folder.resolve("large.yaml");
        Files.write(large, new byte[Limits.MAX_FILE_BYTES + 1]);
        try {
            Machines.read(large);
            fail("taken");
        } catch (MachineRefused e) {
            assertThat(e).hasMessageContaining("larger than 16777216 bytes");
        }
    }

    private void copyInputs() {
        Path inputs = Fixtures.capture(Fixtures.RING).resolve("inputs");
        for (String name :
                new String[] {"boot.json", "firmware-memmap.txt", "cmdline.txt", "acpi/SRAT.bin", "acpi/SLIT.bin"}) {
            write(folder.resolve(name), SourceFile.read(inputs.resolve(name)).bytes());
        }
    }

    private static void write(Path path, byte[] bytes) {
        try {
            Files.createDirectories(path.getParent());
            Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void mutate(String capture, String path, int rounds, Consumer<SourceFile> parser) {
        mutate(Fixtures.file(capture, path), rounds, parser);
    }

    private static void mutate(SourceFile file, int rounds, Consumer<SourceFile> parser) {
        for (int round = 0; round < rounds; round++) {
            Random random = new Random(SEED + round);
            byte[] bytes = random.nextInt(10) == 0 ? noise(random) : mutated(file.bytes(), random);
            try {
                parser.accept(SourceFile.of(file.name(), bytes));
            } catch (MachineRefused expected) {
                assertThat(expected.getMessage()).isNotBlank();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(file.name() + ", -Dgarbage.seed=" + (SEED + round), e);
            }
        }
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Bytes changed, dropped, doubled or taken from a set that means something to text formats. */
    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] text = "0123456789xX[]{}:,-#&*!|>\"'%@ \n\tNode".getBytes(StandardCharsets.US_ASCII);
        byte[] copy = bytes.clone();
        for (int changes = 1 + random.nextInt(8); changes > 0 && copy.length > 0; changes--) {
            int at = random.nextInt(copy.length);
            copy[at] = random.nextBoolean() ? (byte) random.nextInt(256) : text[random.nextInt(text.length)];
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(copy, random.nextInt(copy.length + 1)) : copy;
    }

    /** With the length and checksum of its header made right, so that what follows is looked at. */
    private static SourceFile summed(SourceFile file) {
        byte[] bytes = file.bytes();
        if (bytes.length < 36) {
            return file;
        }
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, bytes.length);
        int sum = 0;
        for (byte b : bytes) {
            sum += b;
        }
        bytes[9] -= (byte) sum;
        return SourceFile.of(file.name(), bytes);
    }
}
