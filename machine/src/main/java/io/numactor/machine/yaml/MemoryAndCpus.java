package io.numactor.machine.yaml;

import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.Srat;
import java.util.List;
import java.util.Optional;

/** What either form of a YAML file says of memory and CPUs. */
record MemoryAndCpus(MemoryMap map, Optional<Srat> srat, List<Integer> apicIds) {
    /** Bytes of RAM by the firmware's word. */
    long usableBytes() {
        return map.entries().stream()
                .filter(entry -> entry.type() == MemoryMap.Type.USABLE)
                .mapToLong(entry -> entry.end() - entry.start())
                .sum();
    }
}
