package io.numactor.coordinator.audit;

import io.numactor.api.v1.AuditFinding;
import io.numactor.api.v1.AuditFinding.Kind;
import io.numactor.api.v1.Epoch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What does not agree in one round, and what is only worth a word. One finding of a kind for one place. */
final class RoundFindings {
    private record Key(Kind kind, String where) {}

    private final Map<Key, AuditFinding> findings = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    void find(Kind kind, String where, String detail) {
        findings.put(
                new Key(kind, where),
                AuditFinding.newBuilder()
                        .setKind(kind)
                        .setWhere(where)
                        .setDetail(detail)
                        .build());
    }

    void note(String what) {
        notes.add(what);
    }

    /** Leaves what the earlier round found too. */
    void confirm(RoundFindings earlier) {
        findings.keySet().retainAll(earlier.findings.keySet());
    }

    Collection<AuditFinding> findings() {
        return findings.values();
    }

    List<String> notes() {
        return notes;
    }

    static String text(Epoch epoch) {
        return epoch.getTerm() + "." + epoch.getCounter();
    }

    static String life(long incarnation) {
        return Long.toHexString(incarnation);
    }

    static String seconds(long nanos) {
        return nanos / 100_000_000 / 10.0 + " s";
    }
}
