package io.numactor.systemtests;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.AllocationServiceGrpc;
import io.numactor.api.v1.AllocationServiceGrpc.AllocationServiceBlockingStub;
import io.numactor.api.v1.AllocationServiceGrpc.AllocationServiceStub;
import io.numactor.api.v1.CloseOwnerRequest;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.FreeResponse;
import io.numactor.api.v1.GetMachineRequest;
import io.numactor.api.v1.GetNumastatRequest;
import io.numactor.api.v1.GetZoneinfoRequest;
import io.numactor.api.v1.GetZonelistsRequest;
import io.numactor.api.v1.ListPagesRequest;
import io.numactor.api.v1.ListPagesResponse;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.MachineServiceGrpc;
import io.numactor.api.v1.MachineServiceGrpc.MachineServiceBlockingStub;
import io.numactor.api.v1.Numastat;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.api.v1.Zonelists;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The public gRPC API as a foreign client sees it: generated stubs on a plaintext channel. */
final class Gateway implements AutoCloseable {
    static final int DEADLINE_SECONDS = 60;

    private final ManagedChannel channel;

    private Gateway(ManagedChannel channel) {
        this.channel = channel;
    }

    static Gateway connect(String hostAndPort) {
        return new Gateway(
                ManagedChannelBuilder.forTarget(hostAndPort).usePlaintext().build());
    }

    ManagedChannel channel() {
        return channel;
    }

    AllocationServiceBlockingStub allocation() {
        return AllocationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    AllocationServiceStub allocationAsync() {
        return AllocationServiceGrpc.newStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private MachineServiceBlockingStub machineService() {
        return MachineServiceGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    long openOwner(String name) {
        return allocation()
                .openOwner(OpenOwnerRequest.newBuilder().setName(name).build())
                .getOwner();
    }

    /** Goes on with an owner whose gateway has died; answers the pages that it holds. */
    long adoptOwner(long owner) {
        return allocation()
                .openOwner(OpenOwnerRequest.newBuilder().setAdopt(owner).build())
                .getPages();
    }

    List<PageRun> listPages(long owner) {
        List<PageRun> runs = new ArrayList<>();
        String after = "";
        do {
            ListPagesResponse page = allocation()
                    .listPages(ListPagesRequest.newBuilder()
                            .setOwner(owner)
                            .setAfter(after)
                            .build());
            runs.addAll(page.getRunsList());
            after = page.getNext();
        } while (!after.isEmpty());
        return runs;
    }

    /** Answers the pages that it still held. */
    long closeOwner(long owner) {
        return allocation()
                .closeOwner(CloseOwnerRequest.newBuilder().setOwner(owner).build())
                .getPagesFreed();
    }

    AllocateResponse allocate(AllocateRequest request) {
        return allocation().allocate(request);
    }

    FreeResponse free(long owner, List<PageRun> runs) {
        return allocation()
                .free(FreeRequest.newBuilder().setOwner(owner).addAllRuns(runs).build());
    }

    Machine machine() {
        return machineService().getMachine(GetMachineRequest.getDefaultInstance());
    }

    Zonelists zonelists() {
        return machineService().getZonelists(GetZonelistsRequest.getDefaultInstance());
    }

    Zoneinfo zoneinfo() {
        return machineService().getZoneinfo(GetZoneinfoRequest.getDefaultInstance());
    }

    Numastat numastat() {
        return machineService().getNumastat(GetNumastatRequest.getDefaultInstance());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
