package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.AuditReport;
import io.numactor.api.v1.AuditedNode;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.Numastat;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Zonelists;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What any client can find out without having read a line of ours; two node JVMs with two nodes each. */
final class PublicApiIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final ClusterExtension RING =
            new ClusterExtension("api", "captured-ring-4", "--jvms", "2", "--without-prometheus");

    @Test
    void reflectionListsTheServices() {
        Answers<ServerReflectionResponse> answers = new Answers<>();
        var requests =
                ServerReflectionGrpc.newStub(RING.cluster().gateway().channel()).serverReflectionInfo(answers);
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        requests.onCompleted();

        assertThat(answers.await().get(0).getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .contains("numactor.v1.AllocationService", "numactor.v1.MachineService");
    }

    @Test
    void healthServiceSaysServing() {
        var health = HealthGrpc.newBlockingStub(RING.cluster().gateway().channel())
                .check(HealthCheckRequest.getDefaultInstance());

        assertThat(health.getStatus()).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void everyJvmIsLiveAndReady() {
        for (RunningCluster.Member jvm : RING.cluster().jvms()) {
            HttpSite site = HttpSite.onPort(jvm.httpPort());
            assertThat(site.get("/health/live").status()).as(jvm.who()).isEqualTo(200);
            assertThat(site.get("/health/ready").status()).as(jvm.who()).isEqualTo(200);
        }
    }

    @Test
    void httpSaysTheSameOfTheMachineAsGrpc() {
        assertThat(overHttp("/v1/machine", Machine.newBuilder()))
                .isEqualTo(gateway().machine());
        assertThat(overHttp("/v1/zonelists", Zonelists.newBuilder()))
                .isEqualTo(gateway().zonelists());
        assertThat(overHttp("/v1/numastat", Numastat.newBuilder()))
                .isEqualTo(gateway().numastat());
    }

    @Test
    void whatAClientHeldThatIsKilledIsFreedOnceItsLeaseIsOver() {
        long before = ownedPages();
        String offset = String.valueOf(RING.cluster().portOffset());
        try (Background load = RING.cluster()
                .start("load", "--node", "1", "--pages", "60000", "--rate", "2000", "--port-offset", offset)) {
            await("pages of the load").atMost(PATIENCE).until(() -> ownedPages() > before + 1000);
            load.kill();
            await("end of the load's lease").atMost(PATIENCE).until(() -> ownedPages() == before);
        }

        assertThat(audit().getFindingsList()).isEmpty();
    }

    private AuditReport audit() {
        AuditReport.Builder report = AuditReport.newBuilder();
        overHttp("/v1/audit", report);
        return report.build();
    }

    private long ownedPages() {
        return audit().getNodesList().stream()
                .mapToLong(AuditedNode::getOwnedPages)
                .sum();
    }

    @Test
    void theOwnersOfAClientThatSaysNothingAreClosed() {
        long before = ownedPages();
        String client = http().post("/v1/clients", "{\"leaseSeconds\": 2}")
                .json()
                .path("client")
                .asText();
        String owner = http().post("/v1/owners", "{\"client\": \"" + client + "\"}")
                .json()
                .path("owner")
                .asText();
        http().post("/v1/allocate", "{\"owner\": \"" + owner + "\", \"count\": 10}");
        assertThat(http().post("/v1/clients/" + client, "").status()).isEqualTo(200);
        assertThat(ownedPages()).isEqualTo(before + 10);

        await("end of the lease").atMost(PATIENCE).until(() -> ownedPages() == before);
        assertThat(http().send("DELETE", "/v1/owners/" + owner, "").status()).isEqualTo(404);
    }

    @Test
    void whatAnOwnerHoldsIsListed() {
        Gateway gateway = RING.cluster().gateway();
        long owner = gateway.openOwner("listed");
        gateway.allocate(AllocateRequest.newBuilder()
                .setOwner(owner)
                .setNode(1)
                .setOrder(2)
                .setCount(7)
                .build());
        assertThat(gateway.adoptOwner(owner)).as("it is here already").isEqualTo(28);
        List<PageRun> held = gateway.listPages(owner);
        assertThat(held).allSatisfy(run -> assertThat(run.getOrder()).isEqualTo(2));
        assertThat(http().get("/v1/pages/" + Long.toUnsignedString(owner))
                        .json()
                        .path("runs"))
                .isNotEmpty();
        assertThat(gateway.free(owner, held).getFreed()).isEqualTo(7);
        assertThat(gateway.listPages(owner)).isEmpty();
        assertThat(gateway.closeOwner(owner)).isZero();
    }

    @Test
    void whatHttpAllocatesCanBeFreedOverGrpc() {
        String owner = http().post("/v1/owners", "{\"name\": \"both\"}")
                .json()
                .path("owner")
                .asText();
        AllocateResponse.Builder answer = AllocateResponse.newBuilder();
        merge(
                http().post("/v1/allocate", "{\"owner\": \"" + owner + "\", \"node\": 2, \"order\": 3, \"count\": 5}")
                        .body(),
                answer);

        assertThat(answer.getServed()).isEqualTo(5);
        assertThat(gateway()
                        .free(Long.parseUnsignedLong(owner), answer.getRunsList())
                        .getFreed())
                .isEqualTo(5);
        assertThat(http().send("DELETE", "/v1/owners/" + owner, "")
                        .json()
                        .path("pagesFreed")
                        .asText())
                .isEqualTo("0");
    }

    @Test
    void closingAnOwnerFreesWhatItHolds() {
        long owner = gateway().openOwner("closing");
        gateway()
                .allocate(AllocateRequest.newBuilder()
                        .setOwner(owner)
                        .setNode(3)
                        .setOrder(2)
                        .setCount(7)
                        .build());

        assertThat(gateway().closeOwner(owner)).isEqualTo(28);
    }

    private static Gateway gateway() {
        return RING.cluster().gateway();
    }

    private static HttpSite http() {
        return RING.cluster().http();
    }

    private static Message overHttp(String path, Message.Builder message) {
        HttpSite.Answer answer = http().get(path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        merge(answer.body(), message);
        return message.build();
    }

    private static void merge(String json, Message.Builder message) {
        try {
            JsonFormat.parser().merge(json, message);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(json, e);
        }
    }
}
