package io.numactor.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.wire.AuditControl;
import io.numactor.wire.AuditRouter;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.ChangeRequest;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.Install;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
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
import io.numactor.wire.TryZones;
import java.io.NotSerializableException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WireSerializerTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Serialization SERIALIZATION = SerializationExtension.get(Adapter.toClassic(KIT.system()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static <T> ActorRef<T> ref(Class<T> type) {
        return KIT.createTestProbe(type).ref();
    }

    static Stream<WireMessage> messages() {
        ActorRef<CoordinatorCommand> coordinator = ref(CoordinatorCommand.class);
        ActorRef<RouterCommand> router = ref(RouterCommand.class);
        ActorRef<HostCommand> host = ref(HostCommand.class);
        ActorRef<NodeCommand> node = ref(NodeCommand.class);
        MemberInfo member =
                MemberInfo.newBuilder().setAddress("a:1").setPid(7).setUid(9).build();
        return Stream.of(
                new NodeCommand.Hello(router, Long.MAX_VALUE),
                new NodeCommand.Work(NodeWork.newBuilder()
                        .setSession(3)
                        .addRequests(NodeRequest.newBuilder()
                                .setOwner(1L << 62)
                                .setSequence(5)
                                .setStep(2)
                                .setTryZones(TryZones.newBuilder().addZones(2).addZones(1)))
                        .build()),
                new NodeCommand.RunPhase(
                        coordinator,
                        PhaseOrder.newBuilder().setPhase("mem_init").build()),
                new HostCommand.Start(
                        coordinator,
                        StartNode.newBuilder().setPhase("free_area_init").build()),
                new CoordinatorCommand.HostOffers(
                        host, Offer.newBuilder().setMember(member).addNodes(2).build()),
                new CoordinatorCommand.NodeDone(
                        node,
                        PhaseDone.newBuilder().setNode(3).setIncarnation(-1).build()),
                new CoordinatorCommand.RouterJoins(
                        router, RouterHello.newBuilder().setMember(member).build()),
                new CoordinatorCommand.RouterReady(router, RouterInstalled.getDefaultInstance()),
                new CoordinatorCommand.ChangeMachine(
                        router, ChangeRequest.newBuilder().setId(7).build()),
                new RouterCommand.ChangeAnswered(
                        ChangeAnswer.newBuilder().setId(7).setCode(9).build()),
                new NodeCommand.AskPromise(
                        coordinator,
                        Promise.newBuilder().setTerm(3).setCandidate(-1).build()),
                new CoordinatorCommand.NodePromised(
                        node, Promised.newBuilder().setTerm(3).setGranted(true).build()),
                new RouterCommand.Renewed(RouterLease.newBuilder().setSentAt(-5).build()),
                new RouterCommand.Answered(NodeAnswers.newBuilder()
                        .setNode(1)
                        .addAnswers(NodeAnswer.newBuilder().setSequence(8))
                        .build()),
                new CoordinatorCommand.Audit(
                        router, AuditControl.newBuilder().setRound(2).build()),
                new RouterCommand.ControlReported(ControlAudited.newBuilder()
                        .setRound(2)
                        .addRouterRefs("r")
                        .build()),
                new RouterCommand.AuditOwners(
                        router, AuditRouter.newBuilder().setRound(2).build()),
                new RouterCommand.OwnersAudited(
                        RouterAudited.newBuilder().setRound(2).build()),
                new RouterCommand.InstallMachine(
                        coordinator, Install.newBuilder().setMachine("ring").build()));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageSurvivesTheWire(WireMessage message) throws NotSerializableException {
        SerializerWithStringManifest serializer =
                (SerializerWithStringManifest) SERIALIZATION.serializerFor(message.getClass());
        assertThat(serializer).isInstanceOf(WireSerializer.class);
        Object back = serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message));
        // Actor references travel inside the protobuf part, so it is compared by what it becomes once more.
        assertThat(serializer.toBinary(back)).isEqualTo(serializer.toBinary(message));
        assertThat(back).hasSameClassAs(message);
    }

    @Test
    void everyMessageThatMayCrossAJvmIsTested() {
        List<Class<?>> tested = messages().<Class<?>>map(WireMessage::getClass).toList();
        List<Class<?>> known = Stream.of(
                        NodeCommand.class, HostCommand.class, CoordinatorCommand.class, RouterCommand.class)
                .flatMap(protocol -> Stream.of(protocol.getDeclaredClasses()))
                .<Class<?>>map(type -> type)
                .toList();
        assertThat(known).hasSize(WireCodec.ALL.size()).containsExactlyInAnyOrderElementsOf(tested);
        assertThat(WireCodec.ALL).extracting(WireCodec::manifest).doesNotHaveDuplicates();
    }

    @Test
    void garbageIsRefusedAsNotSerializable() {
        WireSerializer serializer = new WireSerializer((ExtendedActorSystem) Adapter.toClassic(KIT.system()));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            String manifest =
                    WireCodec.ALL.get(random.nextInt(WireCodec.ALL.size())).manifest();
            try {
                serializer.fromBinary(bytes, manifest);
            } catch (NotSerializableException expected) {
                assertThat(expected).hasMessageContaining(manifest);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", manifest " + manifest, e);
            }
        }
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "?"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("unknown message '?'");
    }
}
