package io.numactor.machine.yaml;

import io.numactor.mm.boot.input.Srat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One item of {@code nodes} in the full form: entries of SRAT of one domain. Reading the parts in order gives back
 * SRAT's entries in their order, on which Linux's node numbers depend.
 */
record NodePart(int domain, List<Integer> apicIds, boolean genericInitiator, List<Srat.Memory> memory) {
    /** One part for each domain where SRAT's order allows it, else one for each entry. */
    static List<NodePart> of(Srat srat) {
        Set<Integer> domains = new LinkedHashSet<>();
        srat.memory().forEach(range -> domains.add(range.domain()));
        srat.initiators().forEach(initiator -> domains.add(initiator.domain()));
        List<NodePart> whole =
                domains.stream().sorted().map(domain -> whole(srat, domain)).toList();
        return gives(whole, srat) ? whole : singles(srat);
    }

    private static NodePart whole(Srat srat, int domain) {
        List<Srat.Initiator> own = srat.initiators().stream()
                .filter(initiator -> initiator.domain() == domain)
                .toList();
        List<Integer> cpus = own.stream()
                .filter(Srat.Initiator::isCpu)
                .map(Srat.Initiator::apicId)
                .toList();
        List<Srat.Memory> ranges =
                srat.memory().stream().filter(range -> range.domain() == domain).toList();
        return new NodePart(domain, cpus, cpus.size() < own.size(), ranges);
    }

    private static boolean gives(List<NodePart> parts, Srat srat) {
        return parts.stream().flatMap(NodePart::initiators).toList().equals(srat.initiators())
                && parts.stream()
                        .flatMap(part -> part.memory().stream())
                        .toList()
                        .equals(srat.memory());
    }

    private Stream<Srat.Initiator> initiators() {
        Stream<Srat.Initiator> cpus = apicIds.stream().map(id -> new Srat.Initiator(domain, id));
        Stream<Srat.Initiator> generic =
                genericInitiator ? Stream.of(new Srat.Initiator(domain, Srat.Initiator.NOT_A_CPU)) : Stream.empty();
        return Stream.concat(cpus, generic);
    }

    private static List<NodePart> singles(Srat srat) {
        List<NodePart> parts = new ArrayList<>();
        for (Srat.Initiator initiator : srat.initiators()) {
            List<Integer> cpus = initiator.isCpu() ? List.of(initiator.apicId()) : List.of();
            parts.add(new NodePart(initiator.domain(), cpus, !initiator.isCpu(), List.of()));
        }
        srat.memory().forEach(range -> parts.add(new NodePart(range.domain(), List.of(), false, List.of(range))));
        return parts;
    }
}
