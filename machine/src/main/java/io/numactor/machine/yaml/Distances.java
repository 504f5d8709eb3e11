package io.numactor.machine.yaml;

import io.numactor.machine.Limits;
import io.numactor.machine.document.Value;
import io.numactor.mm.boot.input.Slit;
import io.numactor.mm.boot.input.Srat;
import io.numactor.mm.topology.NodeDistance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * {@code distances}: rows by proximity domain, row = from. The diagonal is 10, every other distance 11 to 255 (255:
 * unreachable), for the kernel ignores a table with any other value as a whole.
 */
final class Distances {
    private static final int LEAST_REMOTE = NodeDistance.LOCAL_DISTANCE + 1;
    private static final int UNREACHABLE = 255;

    private Distances() {}

    static Slit read(Value value, Optional<Srat> srat) {
        List<Value> rows = value.list(Limits.MAX_NODES);
        int domains = domains(srat);
        if (rows.size() < domains) {
            throw value.refuse("has " + rows.size() + " rows, but domains up to " + (domains - 1)
                    + " are in use; give one row for each domain from 0");
        }
        List<List<Integer>> table = new ArrayList<>();
        for (int from = 0; from < rows.size(); from++) {
            table.add(row(rows.get(from), from, rows.size()));
        }
        return new Slit(table);
    }

    private static int domains(Optional<Srat> srat) {
        return srat.stream()
                .flatMapToInt(table -> IntStream.concat(
                        table.initiators().stream().mapToInt(Srat.Initiator::domain),
                        table.memory().stream().mapToInt(Srat.Memory::domain)))
                .map(domain -> domain + 1)
                .max()
                .orElse(0);
    }

    private static List<Integer> row(Value value, int from, int size) {
        List<Value> cells = value.list(Limits.MAX_NODES);
        if (cells.size() != size) {
            throw value.refuse("has " + cells.size() + " distances, must have " + size + ", one for each row");
        }
        List<Integer> row = new ArrayList<>();
        for (int to = 0; to < size; to++) {
            row.add(cell(cells.get(to), from == to));
        }
        return row;
    }

    private static int cell(Value value, boolean local) {
        if (local && !value.text().equals(Integer.toString(NodeDistance.LOCAL_DISTANCE))) {
            throw value.refuse("the distance of a node to itself must be " + NodeDistance.LOCAL_DISTANCE);
        }
        return local ? NodeDistance.LOCAL_DISTANCE : value.integer(LEAST_REMOTE, UNREACHABLE);
    }
}
