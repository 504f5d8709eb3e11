package io.numactor.proto;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.numactor.wire.AuditControl;
import io.numactor.wire.AuditRouter;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.ChangeRequest;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.Hello;
import io.numactor.wire.Install;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeWork;
import io.numactor.wire.Offer;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.Promised;
import io.numactor.wire.RouterAudited;
import io.numactor.wire.RouterHello;
import io.numactor.wire.RouterInstalled;
import io.numactor.wire.RouterLease;
import io.numactor.wire.StartNode;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/**
 * How one kind of message becomes bytes: protobuf, with actor references as text.
 *
 * @param manifest short name on the wire; never used again for another type
 */
record WireCodec<M extends WireMessage>(String manifest, Class<M> type, Encoder<M> encoder, Decoder<M> decoder) {

    /** A message to protobuf. */
    @FunctionalInterface
    interface Encoder<M> {
        MessageLite encode(M message, Refs refs);
    }

    /** Bytes to a message. */
    @FunctionalInterface
    interface Decoder<M> {
        M decode(byte[] bytes, Refs refs) throws InvalidProtocolBufferException;
    }

    /**
     * Actor references as text, and back, always with the actor's uid: once something was sent to a path without one before
     * there was an actor, Artery's compression tables lead that path to nobody.
     */
    record Refs(ActorRefResolver resolver) {
        String text(ActorRef<?> ref) {
            return resolver.toSerializationFormat(ref);
        }

        <T> ActorRef<T> ref(String text) {
            return resolver.resolveActorRef(text);
        }
    }

    static final List<WireCodec<?>> ALL = List.of(
            work(),
            answered(),
            hello(),
            phase(),
            start(),
            offer(),
            done(),
            join(),
            install(),
            ready(),
            change(),
            changed(),
            promise(),
            promised(),
            lease(),
            auditOwners(),
            ownersAudited(),
            auditControl(),
            controlReported());

    byte[] toBytes(Object message, Refs refs) {
        return encoder.encode(type.cast(message), refs).toByteArray();
    }

    Object fromBytes(byte[] bytes, Refs refs) throws InvalidProtocolBufferException {
        return decoder.decode(bytes, refs);
    }

    private static WireCodec<NodeCommand.Work> work() {
        return new WireCodec<>(
                "w",
                NodeCommand.Work.class,
                (message, refs) -> message.work(),
                (bytes, refs) -> new NodeCommand.Work(NodeWork.parseFrom(bytes)));
    }

    private static WireCodec<RouterCommand.Answered> answered() {
        return new WireCodec<>(
                "a",
                RouterCommand.Answered.class,
                (message, refs) -> message.answers(),
                (bytes, refs) -> new RouterCommand.Answered(NodeAnswers.parseFrom(bytes)));
    }

    private static WireCodec<NodeCommand.Hello> hello() {
        return new WireCodec<>(
                "h",
                NodeCommand.Hello.class,
                (message, refs) -> Hello.newBuilder()
                        .setRouterRef(refs.text(message.router()))
                        .setSession(message.session())
                        .build(),
                (bytes, refs) -> {
                    Hello hello = Hello.parseFrom(bytes);
                    return new NodeCommand.Hello(refs.ref(hello.getRouterRef()), hello.getSession());
                });
    }

    private static WireCodec<NodeCommand.RunPhase> phase() {
        return new WireCodec<>(
                "p",
                NodeCommand.RunPhase.class,
                (message, refs) -> message.order().toBuilder()
                        .setCoordinatorRef(refs.text(message.coordinator()))
                        .build(),
                (bytes, refs) -> {
                    PhaseOrder order = PhaseOrder.parseFrom(bytes);
                    return new NodeCommand.RunPhase(refs.ref(order.getCoordinatorRef()), order);
                });
    }

    private static WireCodec<HostCommand.Start> start() {
        return new WireCodec<>(
                "s",
                HostCommand.Start.class,
                (message, refs) -> message.start().toBuilder()
                        .setCoordinatorRef(refs.text(message.coordinator()))
                        .build(),
                (bytes, refs) -> {
                    StartNode start = StartNode.parseFrom(bytes);
                    return new HostCommand.Start(refs.ref(start.getCoordinatorRef()), start);
                });
    }

    private static WireCodec<CoordinatorCommand.HostOffers> offer() {
        return new WireCodec<>(
                "o",
                CoordinatorCommand.HostOffers.class,
                (message, refs) -> message.offer().toBuilder()
                        .setHostRef(refs.text(message.host()))
                        .build(),
                (bytes, refs) -> {
                    Offer offer = Offer.parseFrom(bytes);
                    return new CoordinatorCommand.HostOffers(refs.ref(offer.getHostRef()), offer);
                });
    }

    private static WireCodec<CoordinatorCommand.NodeDone> done() {
        return new WireCodec<>(
                "d",
                CoordinatorCommand.NodeDone.class,
                (message, refs) -> message.done().toBuilder()
                        .setNodeRef(refs.text(message.node()))
                        .build(),
                (bytes, refs) -> {
                    PhaseDone done = PhaseDone.parseFrom(bytes);
                    return new CoordinatorCommand.NodeDone(refs.ref(done.getNodeRef()), done);
                });
    }

    private static WireCodec<CoordinatorCommand.RouterJoins> join() {
        return new WireCodec<>(
                "r",
                CoordinatorCommand.RouterJoins.class,
                (message, refs) -> message.hello().toBuilder()
                        .setRouterRef(refs.text(message.router()))
                        .build(),
                (bytes, refs) -> {
                    RouterHello hello = RouterHello.parseFrom(bytes);
                    return new CoordinatorCommand.RouterJoins(refs.ref(hello.getRouterRef()), hello);
                });
    }

    private static WireCodec<NodeCommand.AskPromise> promise() {
        return new WireCodec<>(
                "m",
                NodeCommand.AskPromise.class,
                (message, refs) -> message.promise().toBuilder()
                        .setCoordinatorRef(refs.text(message.coordinator()))
                        .build(),
                (bytes, refs) -> {
                    Promise promise = Promise.parseFrom(bytes);
                    return new NodeCommand.AskPromise(refs.ref(promise.getCoordinatorRef()), promise);
                });
    }

    private static WireCodec<CoordinatorCommand.NodePromised> promised() {
        return new WireCodec<>(
                "n",
                CoordinatorCommand.NodePromised.class,
                (message, refs) -> message.promised().toBuilder()
                        .setNodeRef(refs.text(message.node()))
                        .build(),
                (bytes, refs) -> {
                    Promised promised = Promised.parseFrom(bytes);
                    return new CoordinatorCommand.NodePromised(refs.ref(promised.getNodeRef()), promised);
                });
    }

    private static WireCodec<RouterCommand.Renewed> lease() {
        return new WireCodec<>(
                "l",
                RouterCommand.Renewed.class,
                (message, refs) -> message.lease(),
                (bytes, refs) -> new RouterCommand.Renewed(RouterLease.parseFrom(bytes)));
    }

    private static WireCodec<RouterCommand.InstallMachine> install() {
        return new WireCodec<>(
                "i",
                RouterCommand.InstallMachine.class,
                (message, refs) -> message.install().toBuilder()
                        .setCoordinatorRef(refs.text(message.coordinator()))
                        .build(),
                (bytes, refs) -> {
                    Install install = Install.parseFrom(bytes);
                    return new RouterCommand.InstallMachine(refs.ref(install.getCoordinatorRef()), install);
                });
    }

    private static WireCodec<CoordinatorCommand.RouterReady> ready() {
        return new WireCodec<>(
                "e",
                CoordinatorCommand.RouterReady.class,
                (message, refs) -> message.installed().toBuilder()
                        .setRouterRef(refs.text(message.router()))
                        .build(),
                (bytes, refs) -> {
                    RouterInstalled installed = RouterInstalled.parseFrom(bytes);
                    return new CoordinatorCommand.RouterReady(refs.ref(installed.getRouterRef()), installed);
                });
    }

    private static WireCodec<CoordinatorCommand.ChangeMachine> change() {
        return new WireCodec<>(
                "c",
                CoordinatorCommand.ChangeMachine.class,
                (message, refs) -> message.request().toBuilder()
                        .setRouterRef(refs.text(message.router()))
                        .build(),
                (bytes, refs) -> {
                    ChangeRequest request = ChangeRequest.parseFrom(bytes);
                    return new CoordinatorCommand.ChangeMachine(refs.ref(request.getRouterRef()), request);
                });
    }

    private static WireCodec<RouterCommand.ChangeAnswered> changed() {
        return new WireCodec<>(
                "k",
                RouterCommand.ChangeAnswered.class,
                (message, refs) -> message.answer(),
                (bytes, refs) -> new RouterCommand.ChangeAnswered(ChangeAnswer.parseFrom(bytes)));
    }

    private static WireCodec<RouterCommand.AuditOwners> auditOwners() {
        return new WireCodec<>(
                "u",
                RouterCommand.AuditOwners.class,
                (message, refs) -> message.audit().toBuilder()
                        .setAuditorRef(refs.text(message.auditor()))
                        .build(),
                (bytes, refs) -> {
                    AuditRouter audit = AuditRouter.parseFrom(bytes);
                    return new RouterCommand.AuditOwners(refs.ref(audit.getAuditorRef()), audit);
                });
    }

    private static WireCodec<RouterCommand.OwnersAudited> ownersAudited() {
        return new WireCodec<>(
                "v",
                RouterCommand.OwnersAudited.class,
                (message, refs) -> message.audited(),
                (bytes, refs) -> new RouterCommand.OwnersAudited(RouterAudited.parseFrom(bytes)));
    }

    private static WireCodec<CoordinatorCommand.Audit> auditControl() {
        return new WireCodec<>(
                "x",
                CoordinatorCommand.Audit.class,
                (message, refs) -> message.audit().toBuilder()
                        .setAuditorRef(refs.text(message.auditor()))
                        .build(),
                (bytes, refs) -> {
                    AuditControl audit = AuditControl.parseFrom(bytes);
                    return new CoordinatorCommand.Audit(refs.ref(audit.getAuditorRef()), audit);
                });
    }

    private static WireCodec<RouterCommand.ControlReported> controlReported() {
        return new WireCodec<>(
                "y",
                RouterCommand.ControlReported.class,
                (message, refs) -> message.audited(),
                (bytes, refs) -> new RouterCommand.ControlReported(ControlAudited.parseFrom(bytes)));
    }
}
