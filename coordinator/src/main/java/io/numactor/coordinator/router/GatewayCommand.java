package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.api.v1.AuditReport;
import io.numactor.api.v1.ListPagesResponse;
import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.MachineChanged;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.proto.RouterCommand;
import io.numactor.runtime.metrics.Sample;
import io.numactor.wire.Install;
import java.util.List;
import java.util.function.Consumer;

/** What the APIs of this JVM tell its router. Replies are called on the router's thread and must not block. */
public sealed interface GatewayCommand extends RouterCommand {
    /** The answer to something that may be refused. */
    interface Reply<T> {
        void accept(T answer);

        void refuse(Status status);
    }

    /** Operations, answered together and in order; {@code call} is what they can be given up by. */
    record Submit(List<Operation> operations, Consumer<List<OperationResult>> reply, PendingCall call)
            implements GatewayCommand {
        public Submit(List<Operation> operations, Consumer<List<OperationResult>> reply) {
            this(operations, reply, new PendingCall());
        }
    }

    /** The client waits for this call no more: what it is being served is undone. It is answered all the same. */
    record GiveUp(PendingCall call) implements GatewayCommand {}

    /** These results came too late for a client that is gone: what it was served is freed. */
    record TakeBack(List<Operation> operations, List<OperationResult> results) implements GatewayCommand {}

    /** A client that keeps owners alive together; the answer is its id. */
    record OpenClient(long leaseNanos, Reply<Long> reply) implements GatewayCommand {}

    /** A client, or an owner with a lease of its own, lives; the answer is its id. */
    record KeepAlive(long client, Reply<Long> reply) implements GatewayCommand {}

    /** Closes all owners of a client; the answer is how many pages they still held. */
    record CloseClient(long client, int cpu, Reply<Long> reply) implements GatewayCommand {}

    /** The client lives until it is released, if it is known. */
    record HoldClient(long client, Held held) implements GatewayCommand {}

    /** Has the watcher told of what the owner loses, until it is released; the answer, before that, is the owner. */
    record WatchOwner(long owner, OwnerWatcher watcher, Held held, Reply<Long> reply) implements GatewayCommand {}

    /** A stream of a client has ended. */
    record Release(Held held) implements GatewayCommand {}

    /**
     * Opens an owner; the answer is its id.
     *
     * @param leaseNanos it is closed when its client is silent for so long; 0: never
     * @param client the client whose lease it shares instead; 0: none
     */
    record OpenOwner(String name, long leaseNanos, long client, Reply<Long> reply) implements GatewayCommand {
        public OpenOwner(String name, Reply<Long> reply) {
            this(name, 0, 0, reply);
        }
    }

    /** Goes on with an owner whose gateway is gone, with lease or client as for a new one; the answer is how many pages it holds. */
    record AdoptOwner(long owner, long leaseNanos, long client, Reply<Long> reply) implements GatewayCommand {}

    /** What the nodes say that an owner holds; {@code after}: from where on. */
    record ListPages(long owner, String after, Reply<ListPagesResponse> reply) implements GatewayCommand {}

    /** Closes an owner; the answer is how many pages it still held. */
    record CloseOwner(long owner, int cpu, Reply<Long> reply) implements GatewayCommand {}

    /** How nodes stand, and what they know of these pages; {@code nodes} empty: all. */
    record InspectNodes(String nodes, List<Long> pfns, Reply<List<NodeState>> reply) implements GatewayCommand {
        public InspectNodes(String nodes, Reply<List<NodeState>> reply) {
            this(nodes, List.of(), reply);
        }
    }

    /** How the nodes stand that answer at once: without those that are silent. */
    record Glance(Consumer<List<NodeState>> reply) implements GatewayCommand {}

    /** Changes the running machine; answered once it is changed everywhere. */
    record ChangeMachine(MachineChange change, Reply<MachineChanged> reply) implements GatewayCommand {}

    /** Checks the invariants of ownership over the whole cluster. */
    record Audit(Consumer<AuditReport> reply) implements GatewayCommand {}

    /** The machine as it is installed. */
    record Describe(Consumer<Install> reply) implements GatewayCommand {}

    /** The router's numbers, for a scrape. */
    record ReadStats(Consumer<List<Sample>> reply) implements GatewayCommand {}
}
