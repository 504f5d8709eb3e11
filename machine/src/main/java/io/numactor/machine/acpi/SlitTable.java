package io.numactor.machine.acpi;

import io.numactor.machine.Limits;
import io.numactor.machine.document.SourceFile;
import io.numactor.mm.boot.input.Slit;
import java.util.ArrayList;
import java.util.List;

/**
 * The System Locality Information Table in binary (ACPI 6.4, 5.2.17). Its distances are passed on as they are: the
 * kernel ignores an invalid table at boot and says so.
 */
public final class SlitTable {
    private static final int COUNT = 36;
    private static final int FIRST_ROW = 44;

    private SlitTable() {}

    /**
     * Reads a table.
     *
     * @throws io.numactor.machine.MachineRefused with the offset, when it is damaged or has more than 1024 localities
     */
    public static Slit read(SourceFile source) {
        TableBytes table = TableBytes.checked(source, "SLIT");
        table.need(COUNT, 8, "SLIT's number of localities");
        int size = (int) table.u64(COUNT, Limits.MAX_NODES, "number of localities");
        table.need(FIRST_ROW, (long) size * size, "the distances of " + size + " localities");
        List<List<Integer>> rows = new ArrayList<>();
        for (int from = 0; from < size; from++) {
            rows.add(row(table, FIRST_ROW + from * size, size));
        }
        return new Slit(rows);
    }

    private static List<Integer> row(TableBytes table, int at, int size) {
        List<Integer> row = new ArrayList<>();
        for (int to = 0; to < size; to++) {
            row.add(table.u8(at + to));
        }
        return row;
    }

    /** The table that {@link #read} reads as {@code slit}. */
    public static byte[] write(Slit slit) {
        TableWriter out = new TableWriter("SLIT", 1).u64(slit.size());
        slit.rows().forEach(row -> row.forEach(out::u8));
        return out.table();
    }
}
