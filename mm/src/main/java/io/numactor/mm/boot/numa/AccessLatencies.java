package io.numactor.mm.boot.numa;

import io.numactor.mm.boot.input.Hmat;
import io.numactor.mm.boot.input.Hmat.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Emulated access latencies from HMAT. Access latency counts before read latency; of several values for one pair the
 * first one in the table. A fake node costs what the node it was cut from costs.
 */
public final class AccessLatencies {
    private AccessLatencies() {}

    public static AccessLatency of(Hmat hmat, NumaConfig numa) {
        Map<Integer, List<Integer>> nodesOf = new HashMap<>();
        for (int nid : numa.possible()) {
            if (numa.domains().containsKey(numa.physical(nid))) {
                nodesOf.computeIfAbsent(numa.domain(nid), unseen -> new ArrayList<>())
                        .add(nid);
            }
        }
        Map<Integer, Map<Integer, Long>> nanos = new HashMap<>();
        for (Kind kind : List.of(Kind.ACCESS_LATENCY, Kind.READ_LATENCY)) {
            hmat.accesses().stream().filter(access -> access.kind() == kind).forEach(access -> {
                for (int from : nodesOf.getOrDefault(access.initiatorDomain(), List.of())) {
                    Map<Integer, Long> row = nanos.computeIfAbsent(from, unseen -> new HashMap<>());
                    nodesOf.getOrDefault(access.targetDomain(), List.of())
                            .forEach(to -> row.putIfAbsent(to, access.value()));
                }
            });
        }
        return new AccessLatency(nanos);
    }
}
