package io.numactor.proto;

import io.numactor.wire.AuditRouter;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.Install;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.RouterAudited;
import io.numactor.wire.RouterLease;
import org.apache.pekko.actor.typed.ActorRef;

/** What a router is told. Its clients' requests are commands too, hence not sealed. */
public interface RouterCommand {
    /** A node's answers to earlier work, in the order of the work. */
    record Answered(NodeAnswers answers) implements RouterCommand, WireMessage {}

    /** What came of a change that this router asked for. */
    record ChangeAnswered(ChangeAnswer answer) implements RouterCommand, WireMessage {}

    /** The coordinator keeps this router's owners for another while. */
    record Renewed(RouterLease lease) implements RouterCommand, WireMessage {}

    /** Compare what your owners hold with what the nodes say, and tell the auditor. */
    record AuditOwners(ActorRef<RouterCommand> auditor, AuditRouter audit) implements RouterCommand, WireMessage {}

    /** What came of it, to the auditor. */
    record OwnersAudited(RouterAudited audited) implements RouterCommand, WireMessage {}

    /** What the coordinator rules, to an auditor. */
    record ControlReported(ControlAudited audited) implements RouterCommand, WireMessage {}

    /** The machine under a new epoch. */
    record InstallMachine(ActorRef<CoordinatorCommand> coordinator, Install install)
            implements RouterCommand, WireMessage {}
}
