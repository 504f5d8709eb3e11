package io.numactor.coordinator.audit;

import io.numactor.api.v1.AuditFinding;
import io.numactor.api.v1.AuditFinding.Kind;
import io.numactor.api.v1.AuditReport;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.NodeCompared;
import io.numactor.wire.RouterAudited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an audit has found. A cluster changes while it is asked, and its parts are not asked in the same moment: what does
 * not agree counts only when it does not agree in any round. What a node says of its own frames is certain at once, as it
 * is said in one moment.
 */
public final class AuditVerdict {
    /** Rounds after which what never agreed is a finding. */
    public static final int MOST_ROUNDS = 5;

    /** For so long somebody silent is waited for: by then he has answered, or membership has found that he is gone. */
    static final Duration SILENCE = Duration.ofSeconds(15);

    private final List<AuditFinding> certain = new ArrayList<>();
    private Optional<RoundFindings> open = Optional.empty();
    private Optional<AuditRound> last = Optional.empty();
    private int rounds;

    /** Takes in what everybody said. */
    public void add(AuditRound round) {
        RoundFindings found = look(round);
        found.findings().stream()
                .filter(finding -> finding.getKind() == Kind.KIND_FRAMES)
                .forEach(certain::add);
        found.findings().removeIf(finding -> finding.getKind() == Kind.KIND_FRAMES);
        open.ifPresent(found::confirm);
        open = Optional.of(found);
        last = Optional.of(round);
        rounds++;
    }

    /** What does not agree in one round. */
    static RoundFindings look(AuditRound round) {
        RoundFindings found = new RoundFindings();
        round.nodes().values().stream()
                .filter(NodeCompared::hasAudited)
                .forEach(node -> NodeChecks.check(node.getAudited().getNode(), found));
        OwnerChecks.check(round, found);
        new AgreementChecks(round, found).check();
        return found;
    }

    /**
     * Whether another round would change nothing: all agreed at some time, or never did.
     *
     * @param lasted since the first round began
     */
    public boolean isSettled(Duration lasted) {
        if (rounds < MOST_ROUNDS || isOnlySilence() && lasted.compareTo(SILENCE) < 0) {
            return open.filter(found -> found.findings().isEmpty()).isPresent();
        }
        return true;
    }

    private boolean isOnlySilence() {
        return open.stream()
                .flatMap(found -> found.findings().stream())
                .allMatch(finding -> finding.getKind() == Kind.KIND_SILENT);
    }

    public AuditReport report(long durationNanos) {
        AuditReport.Builder report = AuditReport.newBuilder()
                .addAllFindings(certain)
                .setRounds(rounds)
                .setDurationNanos(durationNanos);
        open.ifPresent(found -> report.addAllFindings(found.findings()).addAllNotes(found.notes()));
        last.ifPresent(round -> {
            round.control().map(ControlAudited::getEpoch).ifPresent(report::setEpoch);
            round.routers().stream().map(RouterAudited::getRouter).forEach(report::addRouters);
            report.addAllNodes(round.nodeRows());
        });
        return report.build();
    }
}
