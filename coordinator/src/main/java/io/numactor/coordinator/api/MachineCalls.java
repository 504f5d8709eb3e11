package io.numactor.coordinator.api;

import io.grpc.Status;
import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.MachineChanged;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Page;
import io.numactor.api.v1.ReadSysctl;
import io.numactor.api.v1.Sysctl;
import io.numactor.api.v1.Sysctls;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.mm.machine.VmSysctl;
import io.numactor.proto.RouterCommand;
import io.numactor.wire.Install;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** Calls that take more than one question to the router. */
final class MachineCalls {
    private MachineCalls() {}

    /** What a node says of a page. */
    static void page(ActorRef<RouterCommand> router, long pfn, GatewayCommand.Reply<Page> reply) {
        router.tell(new GatewayCommand.InspectNodes("", List.of(pfn), new GatewayCommand.Reply<>() {
            @Override
            public void accept(List<NodeState> states) {
                Optional<Page> page = states.stream()
                        .flatMap(state -> state.getPagesList().stream())
                        .reduce((one, other) -> one.getUse().equals("hole") ? other : one);
                page.ifPresentOrElse(
                        reply::accept,
                        () -> reply.refuse(Status.NOT_FOUND.withDescription(
                                "pfn: no zone of an online node spans page frame " + pfn)));
            }

            @Override
            public void refuse(Status status) {
                reply.refuse(status);
            }
        }));
    }

    /** Tunables; {@code name} empty: all. Whoever looks at the reserve ratio has the reserves recomputed first. */
    static void sysctls(ActorRef<RouterCommand> router, String name, GatewayCommand.Reply<Sysctls> reply) {
        String ratio = VmSysctl.LOWMEM_RESERVE_RATIO.toString();
        if (!name.isEmpty() && !name.equals(ratio)) {
            router.tell(new GatewayCommand.Describe(install -> answer(install, name, reply)));
            return;
        }
        MachineChange read = MachineChange.newBuilder()
                .setReadSysctl(ReadSysctl.newBuilder().setName(ratio))
                .build();
        router.tell(new GatewayCommand.ChangeMachine(read, new GatewayCommand.Reply<>() {
            @Override
            public void accept(MachineChanged changed) {
                router.tell(new GatewayCommand.Describe(install -> answer(install, name, reply)));
            }

            @Override
            public void refuse(Status status) {
                reply.refuse(status);
            }
        }));
    }

    private static void answer(Install install, String name, GatewayCommand.Reply<Sysctls> reply) {
        List<Sysctl> named = install.getSysctlsList().stream()
                .filter(sysctl -> name.isEmpty() || sysctl.getName().equals(name))
                .toList();
        if (named.isEmpty()) {
            reply.refuse(Status.NOT_FOUND.withDescription("name: '" + name + "' is no tunable of this machine"));
            return;
        }
        reply.accept(Sysctls.newBuilder()
                .setEpoch(install.getEpoch())
                .addAllSysctls(named)
                .build());
    }
}
