package io.numactor.coordinator.api;

import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.AuditReport;
import io.numactor.api.v1.AuditRequest;
import io.numactor.api.v1.GetMachineRequest;
import io.numactor.api.v1.GetMemoryBlocksRequest;
import io.numactor.api.v1.GetNumastatRequest;
import io.numactor.api.v1.GetPageRequest;
import io.numactor.api.v1.GetPhasesRequest;
import io.numactor.api.v1.GetSysctlsRequest;
import io.numactor.api.v1.GetZoneinfoRequest;
import io.numactor.api.v1.GetZonelistsRequest;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.MachineChanged;
import io.numactor.api.v1.MachineServiceGrpc;
import io.numactor.api.v1.MemoryBlocks;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Numastat;
import io.numactor.api.v1.Page;
import io.numactor.api.v1.Phases;
import io.numactor.api.v1.Sysctls;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.api.v1.Zonelists;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.wire.Install;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;

/** MachineService over gRPC: what the router has installed, and what the nodes say of themselves. */
final class MachineApi extends MachineServiceGrpc.MachineServiceImplBase {
    private final ActorRef<RouterCommand> router;

    MachineApi(ActorRef<RouterCommand> router) {
        this.router = router;
    }

    @Override
    public void getMachine(GetMachineRequest request, StreamObserver<Machine> response) {
        router.tell(new GatewayCommand.Describe(install -> router.tell(new GatewayCommand.Glance(states -> {
            response.onNext(MachineViews.machine(install, states));
            response.onCompleted();
        }))));
    }

    @Override
    public void getNumastat(GetNumastatRequest request, StreamObserver<Numastat> response) {
        inspected("", response, (install, states) -> MachineViews.numastat(states));
    }

    @Override
    public void getZoneinfo(GetZoneinfoRequest request, StreamObserver<Zoneinfo> response) {
        inspected(
                request.getNodes(),
                response,
                (install, states) -> Zoneinfo.newBuilder().addAllNodes(states).build());
    }

    @Override
    public void getZonelists(GetZonelistsRequest request, StreamObserver<Zonelists> response) {
        router.tell(new GatewayCommand.Describe(install -> {
            response.onNext(MachineViews.zonelists(install));
            response.onCompleted();
        }));
    }

    @Override
    public void getPhases(GetPhasesRequest request, StreamObserver<Phases> response) {
        router.tell(new GatewayCommand.Describe(install -> {
            response.onNext(MachineViews.phases(install));
            response.onCompleted();
        }));
    }

    @Override
    public void getPage(GetPageRequest request, StreamObserver<Page> response) {
        MachineCalls.page(router, request.getPfn(), Replies.to(response, page -> page));
    }

    @Override
    public void getSysctls(GetSysctlsRequest request, StreamObserver<Sysctls> response) {
        MachineCalls.sysctls(router, request.getName(), Replies.to(response, sysctls -> sysctls));
    }

    @Override
    public void getMemoryBlocks(GetMemoryBlocksRequest request, StreamObserver<MemoryBlocks> response) {
        router.tell(new GatewayCommand.Describe(install -> {
            response.onNext(install.getMemoryBlocks());
            response.onCompleted();
        }));
    }

    @Override
    public void changeMachine(MachineChange request, StreamObserver<MachineChanged> response) {
        router.tell(new GatewayCommand.ChangeMachine(request, Replies.to(response, changed -> changed)));
    }

    @Override
    public void audit(AuditRequest request, StreamObserver<AuditReport> response) {
        router.tell(new GatewayCommand.Audit(report -> {
            response.onNext(report);
            response.onCompleted();
        }));
    }

    private <T> void inspected(String nodes, StreamObserver<T> response, BiFunction<Install, List<NodeState>, T> view) {
        router.tell(new GatewayCommand.Describe(install -> router.tell(
                new GatewayCommand.InspectNodes(nodes, Replies.to(response, states -> view.apply(install, states))))));
    }
}
