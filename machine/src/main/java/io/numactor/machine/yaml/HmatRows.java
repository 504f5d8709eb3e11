package io.numactor.machine.yaml;

import io.numactor.machine.Limits;
import io.numactor.machine.document.Value;
import io.numactor.mm.boot.input.Hmat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code hmat}: rows such as <code>{kind: access latency, from: 0, to: {0: 80, 1: 140}}</code>, by proximity domain, in
 * nanoseconds or MB/s.
 */
final class HmatRows {
    /** A second of latency, or a petabyte a second. */
    private static final long MOST = 1_000_000_000;

    private HmatRows() {}

    static Hmat read(Value value) {
        List<Hmat.Access> accesses = new ArrayList<>();
        for (Value item : value.list(Limits.MAX_HMAT_VALUES)) {
            row(item.mapping(), accesses);
            if (accesses.size() > Limits.MAX_HMAT_VALUES) {
                throw item.refuse("more than " + Limits.MAX_HMAT_VALUES + " values");
            }
        }
        return new Hmat(accesses);
    }

    private static void row(Value.Mapping row, List<Hmat.Access> accesses) {
        row.allowOnly(Set.of("kind", "from", "to"));
        Hmat.Kind kind = row.get("kind").oneOf(Hmat.Kind.class);
        int from = MachineYaml.domain(row.get("from"));
        row.get("to").mapping().fields().forEach((key, value) -> {
            int to = MachineYaml.domain(new Value.Scalar(value.place(), key));
            accesses.add(new Hmat.Access(kind, from, to, value.number(1, MOST)));
        });
    }
}
