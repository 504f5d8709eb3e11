package io.numactor.runtime.membership;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Members of which some do not hear some others, while gossip still goes round. Most often one of them is to blame, whose
 * links are all broken: one that gets no processor time, or whose cable is loose. Without it the rest is whole.
 */
final class BrokenLinks {
    private BrokenLinks() {}

    /**
     * Two that do not hear each other; which of the two has noticed does not matter.
     *
     * @param <M> a member
     */
    record Link<M>(M one, M other) {
        boolean has(M member) {
            return one.equals(member) || other.equals(member);
        }
    }

    /**
     * Members without whom no link is broken: again and again the one with the most broken links.
     *
     * @param firstToGo which of several with as many goes first, so that everybody decides alike
     */
    static <M> Set<M> toBlame(Collection<Link<M>> links, Comparator<M> firstToGo) {
        Set<M> blamed = new LinkedHashSet<>();
        List<Link<M>> broken = new ArrayList<>(links);
        while (!broken.isEmpty()) {
            M worst = worst(broken, firstToGo);
            blamed.add(worst);
            broken.removeIf(link -> link.has(worst));
        }
        return blamed;
    }

    private static <M> M worst(List<Link<M>> broken, Comparator<M> firstToGo) {
        Map<M, Set<M>> deafTo = new HashMap<>();
        for (Link<M> link : broken) {
            deafTo.computeIfAbsent(link.one(), member -> new LinkedHashSet<>()).add(link.other());
            deafTo.computeIfAbsent(link.other(), member -> new LinkedHashSet<>())
                    .add(link.one());
        }
        Comparator<M> byLinks = Comparator.comparing(
                member -> -deafTo.getOrDefault(member, Set.of()).size());
        return deafTo.keySet().stream().min(byLinks.thenComparing(firstToGo)).orElseThrow();
    }
}
