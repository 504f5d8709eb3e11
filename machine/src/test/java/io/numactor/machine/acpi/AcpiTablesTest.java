package io.numactor.machine.acpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.machine.Fixtures;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.boot.input.Hmat;
import io.numactor.mm.boot.input.Slit;
import io.numactor.mm.boot.input.Srat;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcpiTablesTest {
    private static final SourceFile SRAT = Fixtures.file(Fixtures.CXL, "inputs/acpi/SRAT.bin");
    private static final SourceFile SLIT = Fixtures.file(Fixtures.CXL, "inputs/acpi/SLIT.bin");
    private static final SourceFile HMAT = Fixtures.file(Fixtures.CXL, "inputs/acpi/HMAT.bin");

    @Test
    void readsWhatTheKernelLoggedOfSrat() {
        Srat srat = SratTable.read(SRAT);
        assertThat(srat.initiators())
                .containsExactly(
                        new Srat.Initiator(0, 0),
                        new Srat.Initiator(0, 1),
                        new Srat.Initiator(1, 2),
                        new Srat.Initiator(1, 3));
        assertThat(srat.memory())
                .containsExactly(
                        new Srat.Memory(0, 0, 0xa0000, false, false),
                        new Srat.Memory(0, 0x100000, 0x30000000, false, false),
                        new Srat.Memory(1, 0x30000000, 0x60000000, false, false),
                        new Srat.Memory(2, 0x60000000, 0xa0000000L, false, false));
    }

    @Test
    void readsSlitRowByRow() {
        assertThat(SlitTable.read(SLIT))
                .isEqualTo(new Slit(List.of(List.of(10, 20, 50), List.of(20, 10, 60), List.of(50, 60, 10))));
    }

    @Test
    void readsWhatTheKernelLoggedOfHmat() {
        List<String> logged = SourceFile.of(
                        "dmesg", Fixtures.file(Fixtures.CXL, "dmesg.txt").text())
                .lines()
                .stream()
                .filter(line -> line.contains("Initiator-Target["))
                .map(line -> line.replaceFirst(".*Initiator-Target", ""))
                .toList();
        List<String> read = HmatTable.read(HMAT).accesses().stream()
                .map(AcpiTablesTest::asLogged)
                .toList();
        assertThat(read).isEqualTo(logged).hasSize(12);
    }

    private static String asLogged(Hmat.Access access) {
        String unit = access.kind() == Hmat.Kind.ACCESS_LATENCY ? "nsec" : "MB/s";
        return "[%d-%d]:%d %s".formatted(access.initiatorDomain(), access.targetDomain(), access.value(), unit);
    }

    @Test
    void writesTablesThatReadTheSame() {
        assertThat(SratTable.read(SourceFile.of("SRAT", SratTable.write(SratTable.read(SRAT)))))
                .isEqualTo(SratTable.read(SRAT));
        assertThat(SlitTable.read(SourceFile.of("SLIT", SlitTable.write(SlitTable.read(SLIT)))))
                .isEqualTo(SlitTable.read(SLIT));
        assertThat(HmatTable.read(SourceFile.of("HMAT", HmatWriter.write(HmatTable.read(HMAT)))))
                .isEqualTo(HmatTable.read(HMAT));
    }

    @Test
    void writesLargeApicIdsDomainsAndGenericInitiators() {
        Srat srat = new Srat(
                List.of(
                        new Srat.Initiator(1000, 254),
                        new Srat.Initiator(3, 255),
                        new Srat.Initiator(3, 70_000),
                        new Srat.Initiator(700, Srat.Initiator.NOT_A_CPU)),
                List.of(new Srat.Memory(1023, 0x100000000L, 0xff00000000L, true, true)));
        assertThat(SratTable.read(SourceFile.of("SRAT", SratTable.write(srat)))).isEqualTo(srat);
    }

    @Test
    void writesHmatValuesWithoutACommonUnit() {
        Hmat hmat = new Hmat(List.of(
                new Hmat.Access(Hmat.Kind.READ_LATENCY, 0, 0, 1),
                new Hmat.Access(Hmat.Kind.READ_LATENCY, 0, 1, 1_000_000),
                new Hmat.Access(Hmat.Kind.WRITE_BANDWIDTH, 5, 0, 65_537),
                new Hmat.Access(Hmat.Kind.WRITE_BANDWIDTH, 5, 0, 65_539)));
        assertThat(HmatTable.read(SourceFile.of("HMAT", HmatWriter.write(hmat))))
                .isEqualTo(hmat);
    }

    @Test
    void dividesValuesOfRevisionOneByTenRoundedUp() {
        byte[] table = HmatWriter.write(new Hmat(List.of(
                new Hmat.Access(Hmat.Kind.ACCESS_BANDWIDTH, 0, 0, 101),
                new Hmat.Access(Hmat.Kind.ACCESS_BANDWIDTH, 1, 0, 9))));
        Hmat hmat = HmatTable.read(SourceFile.of("HMAT", changed(table, 8, 1)));
        assertThat(hmat.accesses()).containsExactly(new Hmat.Access(Hmat.Kind.ACCESS_BANDWIDTH, 0, 0, 11));
    }

    @Test
    void skipsDisabledEntries() {
        int firstCpuFlags = 48 + 4;
        Srat srat = SratTable.read(SourceFile.of("SRAT", changed(SRAT.bytes(), firstCpuFlags, 0)));
        assertThat(srat.initiators()).hasSize(3).doesNotContain(new Srat.Initiator(0, 0));
    }

    @Test
    void takesTheLowByteOfAMemoryDomainInRevisionOne() {
        Srat srat = new Srat(List.of(), List.of(new Srat.Memory(0x102, 0, 4096, false, false)));
        SourceFile old = SourceFile.of("SRAT", changed(SratTable.write(srat), 8, 1));
        assertThat(SratTable.read(old).memory().get(0).domain()).isEqualTo(2);
    }

    @Test
    void refusesAWrongChecksum() {
        byte[] table = SLIT.bytes();
        table[50]++;
        assertThatThrownBy(() -> SlitTable.read(SourceFile.of("SLIT.bin", table)))
                .isInstanceOf(MachineRefused.class)
                .hasMessage("SLIT.bin: offset 9: wrong checksum: all bytes sum up to 1 mod 256, not 0");
    }

    @Test
    void refusesATruncatedTable() {
        SourceFile cut = SourceFile.of("SRAT.bin", Arrays.copyOf(SRAT.bytes(), 100));
        assertThatThrownBy(() -> SratTable.read(cut))
                .isInstanceOf(MachineRefused.class)
                .hasMessageContaining("SRAT.bin: offset 4: the header says");
        SourceFile stump = SourceFile.of("SRAT.bin", new byte[] {'S', 'R', 'A', 'T'});
        assertThatThrownBy(() -> SratTable.read(stump))
                .hasMessageContaining("offset 4: the table ends inside its header");
    }

    @Test
    void refusesEntriesThatAreTooShort() {
        SourceFile wrong = SourceFile.of("SRAT.bin", changed(SRAT.bytes(), 49, 8));
        assertThatThrownBy(() -> SratTable.read(wrong))
                .hasMessage("SRAT.bin: offset 49: an entry of type 0 has 16 bytes, not 8");
        SourceFile zero = SourceFile.of("SRAT.bin", changed(SRAT.bytes(), 49, 0));
        assertThatThrownBy(() -> SratTable.read(zero)).hasMessageContaining("at least 2");
    }

    @Test
    void refusesMoreValuesThanTheStructureHolds() {
        SourceFile wrong = SourceFile.of("HMAT.bin", changed(HMAT.bytes(), 0xa0 + 12, 200));
        assertThatThrownBy(() -> HmatTable.read(wrong)).hasMessageContaining("200 x 3 values need");
    }

    /** The table with one byte changed and its checksum made right again. */
    private static byte[] changed(byte[] table, int at, int value) {
        byte[] copy = table.clone();
        copy[9] += (byte) (copy[at] - (byte) value);
        copy[at] = (byte) value;
        return copy;
    }
}
