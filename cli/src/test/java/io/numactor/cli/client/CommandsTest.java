package io.numactor.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.AllocationServiceGrpc.AllocationServiceImplBase;
import io.numactor.api.v1.CloseOwnerRequest;
import io.numactor.api.v1.CloseOwnerResponse;
import io.numactor.api.v1.DistanceRow;
import io.numactor.api.v1.Failure;
import io.numactor.api.v1.GetMachineRequest;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.MachineServiceGrpc.MachineServiceImplBase;
import io.numactor.api.v1.NodeInfo;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.OpenOwnerResponse;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Skip;
import io.numactor.api.v1.WalkStep;
import io.numactor.api.v1.ZoneId;
import io.numactor.api.v1.ZoneType;
import io.numactor.cli.ExitCode;
import io.numactor.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands against a gateway that knows one machine: two nodes, of which node 0 is full. */
class CommandsTest {
    private static final Server GATEWAY = start();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterAll
    static void stop() {
        GATEWAY.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    alloc --order 11             | --order 11 is not in 0..10
                    alloc --node 7               | --node 7: the machine has nodes 0-1
                    alloc --node -1              | --node -1: the machine has nodes 0-1
                    alloc --cpu 4                | --cpu 4: the machine has CPUs 0..3
                    alloc --count -1             | --count -1 is not in 1..65536
                    alloc --count 1000000000     | --count 1000000000 is not in 1..65536
                    alloc --gfp GFP_NONSENSE     | --gfp 'GFP_NONSENSE':
                    alloc --policy bind:5        | --policy bind: 5: the machine has nodes 0-1
                    alloc --policy banana        | --policy 'banana' is none of default, preferred:NODE
                    load --pages 1000000000      | --pages 1000000000 is not in 1..4096
                    load --pages -1              | --pages -1 is not in 1..4096
                    load --order 11              | --order 11 is not in 0..10
                    load --hold --free           | --hold and --free exclude each other
                    free --owner x --all         | --owner 'x' is not the number that alloc printed
                    free --owner 1 nonsense      | 'nonsense' is not a handle
                    free --owner 1               | give either handles or --all
                    show zoneinfo --node 3       | --node 3: the machine has nodes 0-1
                    """)
    void badInputNamesTheOptionAndTheRange(String command, String message) {
        assertThat(run(command.split(" +"))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void nobodyThereNamesTheAddressAndTheRemedy() {
        assertThat(execute("hardware", "--gateway", "127.0.0.1:1")).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("127.0.0.1:1").contains("numactor up");
    }

    @Test
    void gatewayMustBeHostAndPort() {
        assertThat(execute("hardware", "--gateway", "nowhere")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--gateway 'nowhere' is not HOST:PORT");
    }

    @Test
    void hardwareShowsTheMachine() {
        assertThat(run("hardware")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("available: 2 nodes (0-1)\nnode 0 cpus: 0 1\n");
    }

    @Test
    void explainShowsTheSkipItsArithmeticAndThePages() {
        assertThat(run("alloc", "--node", "0", "--order", "9", "--explain")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("N0/Normal")
                .contains("skip: watermark: free 1180 - 511 unusable, low 1402 + reserve 0: 734 pages short")
                .contains("N1/Normal  0x58200-0x583ff       1        16  160 ns  1:17:5:0x58200:9:1")
                .contains("1 of 1 block served, 0 local, 1 hop")
                .contains("owner    41 stays open");
    }

    @Test
    void jsonHasTheHandlesAndTheOwner() {
        assertThat(run("alloc", "--node", "0", "--order", "9", "--json")).isEqualTo(ExitCode.OK);
        assertThat(JsonText.tree(out.toString()).at("/handles/0").asText()).isEqualTo("1:17:5:0x58200:9:1");
        assertThat(JsonText.tree(out.toString()).at("/owner").asText()).isEqualTo("41");
        assertThat(JsonText.tree(out.toString()).at("/served").asInt()).isEqualTo(1);
    }

    @Test
    void nothingServedIsAFailureWithItsReason() {
        assertThat(run("alloc", "--node", "0", "--policy", "bind:0")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("failed   would reclaim: every zone is below its mark");
    }

    private int run(String... words) {
        return execute(Stream.concat(Arrays.stream(words), Stream.of("--gateway", "127.0.0.1:" + GATEWAY.getPort()))
                .toArray(String[]::new));
    }

    private int execute(String... words) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    private static Server start() {
        try {
            return Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .addService(new OneMachine())
                    .addService(new FullNodeZero())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class OneMachine extends MachineServiceImplBase {
        @Override
        public void getMachine(GetMachineRequest request, StreamObserver<Machine> answer) {
            answer.onNext(Machine.newBuilder()
                    .addNodes(NodeInfo.newBuilder()
                            .setOnline(true)
                            .addCpus(0)
                            .addCpus(1)
                            .setPresentPages(2048))
                    .addNodes(NodeInfo.newBuilder()
                            .setNode(1)
                            .setOnline(true)
                            .addCpus(2)
                            .addCpus(3)
                            .setPresentPages(2048))
                    .addDistances(DistanceRow.newBuilder().addTo(10).addTo(16))
                    .addDistances(DistanceRow.newBuilder().addTo(16).addTo(10))
                    .build());
            answer.onCompleted();
        }
    }

    private static final class FullNodeZero extends AllocationServiceImplBase {
        @Override
        public void openOwner(OpenOwnerRequest request, StreamObserver<OpenOwnerResponse> answer) {
            answer.onNext(OpenOwnerResponse.newBuilder().setOwner(41).build());
            answer.onCompleted();
        }

        @Override
        public void closeOwner(CloseOwnerRequest request, StreamObserver<CloseOwnerResponse> answer) {
            answer.onNext(CloseOwnerResponse.getDefaultInstance());
            answer.onCompleted();
        }

        @Override
        public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> answer) {
            answer.onNext(request.hasPolicy() ? nothing() : fromNodeOne());
            answer.onCompleted();
        }

        private static AllocateResponse nothing() {
            Failure failure = Failure.newBuilder()
                    .setReason(Failure.Reason.REASON_WOULD_RECLAIM)
                    .setDetail("every zone is below its mark")
                    .build();
            return AllocateResponse.newBuilder()
                    .setRequested(1)
                    .setFailure(failure)
                    .build();
        }

        private static AllocateResponse fromNodeOne() {
            Skip skip = Skip.newBuilder()
                    .setZone(ZoneId.newBuilder().setZone(ZoneType.ZONE_TYPE_NORMAL))
                    .setReason("watermark")
                    .setMarkName("low")
                    .setFree(1180)
                    .setUnusable(511)
                    .setMark(1402)
                    .setShortBy(734)
                    .build();
            return AllocateResponse.newBuilder()
                    .setRequested(1)
                    .setServed(1)
                    .setHops(1)
                    .addSteps(
                            WalkStep.newBuilder().setPass("low").setDistance(10).addSkips(skip))
                    .addSteps(WalkStep.newBuilder()
                            .setPass("low")
                            .setNode(1)
                            .setDistance(16)
                            .setServed(1))
                    .addRuns(PageRun.newBuilder()
                            .setNode(1)
                            .setZone(ZoneType.ZONE_TYPE_NORMAL)
                            .setPfn(0x58200)
                            .setOrder(9)
                            .setBlocks(1)
                            .setIncarnation(17)
                            .setGrant(5)
                            .setDistance(16)
                            .setAccessNanos(160))
                    .build();
        }
    }
}
