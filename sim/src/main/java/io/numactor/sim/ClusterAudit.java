package io.numactor.sim;

import io.numactor.api.v1.AuditFinding;
import io.numactor.coordinator.audit.AuditRound;
import io.numactor.coordinator.audit.AuditVerdict;
import io.numactor.wire.AuditRouter;
import io.numactor.wire.RouterAudited;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The audit that a real cluster would be given, over the simulated network: one round of it. */
final class ClusterAudit {
    private final World world;
    private final Map<String, RouterAudited> answers = new TreeMap<>();
    private final int gateways;

    ClusterAudit(World world) {
        this.world = world;
        List<GatewayJvm> alive = world.gateways().stream().filter(Jvm::isAlive).toList();
        this.gateways = alive.size();
        alive.forEach(this::ask);
    }

    private void ask(GatewayJvm gateway) {
        gateway.doing(router -> router.audit(AuditRouter.getDefaultInstance(), audited -> {
            RouterAudited.Builder signed = audited.toBuilder();
            signed.getRouterBuilder().setAddress(gateway.name());
            answers.put(gateway.name(), signed.build());
        }));
    }

    /** Whether every gateway has compared its owners with all nodes. */
    boolean isComplete() {
        return answers.size() == gateways;
    }

    /** What it has found wrong; empty: nothing. */
    String findings() {
        AuditVerdict verdict = new AuditVerdict();
        verdict.add(new AuditRound(
                world.membership().coordinator().flatMap(ControlJvm::audited),
                new ArrayList<>(answers.values()),
                List.of()));
        return verdict.report(0).getFindingsList().stream()
                .map(ClusterAudit::text)
                .collect(Collectors.joining("; "));
    }

    private static String text(AuditFinding finding) {
        return finding.getWhere() + ": " + finding.getDetail();
    }
}
