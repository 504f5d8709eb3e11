package io.numactor.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.acpi.HmatTable;
import io.numactor.machine.acpi.SlitTable;
import io.numactor.machine.acpi.SratTable;
import io.numactor.machine.document.SourceFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables of the firmware. Signature, length and checksum are put right, so that what is behind them is reached. */
final class AcpiFuzzTest {
    private static final List<String> FILES = List.of("SRAT.bin", "SLIT.bin", "HMAT.bin");
    private static final List<Consumer<SourceFile>> READERS =
            List.of(SratTable::read, SlitTable::read, HmatTable::read);
    private static final int LENGTH_AT = 4;
    private static final int CHECKSUM_AT = 9;
    private static final int HEADER_BYTES = 36;

    static Stream<Arguments> seeds() {
        return Seeds.tagged(FILES, "deploy/machines", "machine/src/test/resources/captures/boot-3n-cxl-hmat/inputs");
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void read(byte[] tagged) {
        if (tagged.length < 1) {
            return;
        }
        int which = Math.floorMod(tagged[0], READERS.size());
        byte[] table = java.util.Arrays.copyOfRange(tagged, 1, tagged.length);
        Only.refuses(
                () -> READERS.get(which).accept(SourceFile.of(FILES.get(which), repaired(table, FILES.get(which)))),
                MachineRefused.class);
    }

    private static byte[] repaired(byte[] table, String file) {
        if (table.length < HEADER_BYTES) {
            return table;
        }
        System.arraycopy(file.getBytes(StandardCharsets.US_ASCII), 0, table, 0, LENGTH_AT);
        ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN).putInt(LENGTH_AT, table.length);
        table[CHECKSUM_AT] = 0;
        int sum = 0;
        for (byte b : table) {
            sum += b;
        }
        table[CHECKSUM_AT] = (byte) -sum;
        return table;
    }
}
