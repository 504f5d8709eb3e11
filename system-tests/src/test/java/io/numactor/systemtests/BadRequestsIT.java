package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.FreeRefusal;
import io.numactor.api.v1.FreeResponse;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Policy;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that make no sense are refused with their field and its range, and the cluster serves the next one. */
final class BadRequestsIT {
    @RegisterExtension
    static final ClusterExtension RING =
            new ClusterExtension("requests", "captured-ring-4", "--jvms", "1", "--without-prometheus");

    private static final int TOO_LARGE_FOR_GRPC = 5 << 20;
    private static final int TOO_LARGE_FOR_HTTP = 2 << 20;

    private static long owner;

    @BeforeAll
    static void openOwner() {
        owner = gateway().openOwner("bad");
    }

    @AfterAll
    static void closeOwner() {
        gateway().closeOwner(owner);
    }

    @AfterEach
    void theClusterStillServesAPage() {
        assertThat(allocate(page()).getServed()).isEqualTo(1);
    }

    static Stream<Arguments> allocations() {
        return Stream.of(
                bad("order: 11 is not in 0..10", request -> request.setOrder(11)),
                bad("order: -1 is not in 0..10", request -> request.setOrder(-1)),
                bad("node: no node 99; this machine has 0-3", request -> request.setNode(99)),
                bad("node: no node 4294967295; this machine has 0-3", request -> request.setNode(-1)),
                bad("cpu: 99 is not in 0..3", request -> request.setCpu(99)),
                bad("count: -1 is not in 0..65536", request -> request.setCount(-1)),
                bad("count: 1000000000 is not in 0..65536", request -> request.setCount(1_000_000_000)),
                bad("gfp: 'GFP_BANANA' is no request flag", request -> request.setGfp("GFP_BANANA")),
                bad("gfp: longer than 512 characters", request -> request.setGfp("GFP_KERNEL|".repeat(100))),
                bad("gfp: GFP_DMA|GFP_DMA32 asks for more than one", request -> request.setGfp("GFP_DMA|GFP_DMA32")),
                bad(
                        "policy.nodes: 'banana' is not a list of nodes",
                        request -> request.setPolicy(bind().setNodes("banana"))),
                bad(
                        "policy.nodes: no node 7; this machine has 0-3",
                        request -> request.setPolicy(bind().setNodes("7"))),
                bad(
                        "policy.nodes: '' names no node with memory; those are 0-3",
                        request -> request.setPolicy(bind().setNodes(""))),
                bad(
                        "policy.mode: 77 is not a policy",
                        request -> request.setPolicy(bind().setModeValue(77).setNodes("0"))));
    }

    private static Arguments bad(String message, UnaryOperator<AllocateRequest.Builder> spoil) {
        return arguments(message, spoil);
    }

    private static Policy.Builder bind() {
        return Policy.newBuilder().setMode(Policy.Mode.MODE_BIND);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allocations")
    void anAllocationNamesTheFieldAndItsRange(String message, UnaryOperator<AllocateRequest.Builder> spoil) {
        assertRefused(Status.Code.INVALID_ARGUMENT, message, () -> allocate(spoil.apply(page())));
    }

    @Test
    void ownersMustBeOpen() {
        assertRefused(Status.Code.NOT_FOUND, "owner: no owner 42 is open", () -> allocate(page().setOwner(42)));
        assertRefused(
                Status.Code.NOT_FOUND,
                "owner: no owner 42 is open",
                () -> gateway().closeOwner(42));
        assertRefused(
                Status.Code.NOT_FOUND,
                "owner: no owner 42 is open",
                () -> gateway().free(42, List.of()));
    }

    @Test
    void namesOfOwnersAreShort() {
        OpenOwnerRequest request =
                OpenOwnerRequest.newBuilder().setName("x".repeat(65)).build();
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "name: longer than 64 characters",
                () -> gateway().allocation().openOwner(request));
    }

    @Test
    void anOversizedMessageIsRefused() {
        OpenOwnerRequest request = OpenOwnerRequest.newBuilder()
                .setName("x".repeat(TOO_LARGE_FOR_GRPC))
                .build();
        assertRefused(
                Status.Code.RESOURCE_EXHAUSTED,
                "exceeds maximum size 4194304",
                () -> gateway().allocation().openOwner(request));
    }

    @Test
    void aBatchOfFiveThousandIsRefusedOperationByOperation() {
        Operation operation = Operation.newBuilder().setAllocate(page()).build();
        Answers<BatchResult> answers = new Answers<>();
        var batches = gateway().allocationAsync().stream(answers);
        batches.onNext(Batch.newBuilder()
                .setId(7)
                .addAllOperations(Collections.nCopies(5000, operation))
                .build());
        batches.onCompleted();

        BatchResult result = answers.await().get(0);
        assertThat(result.getId()).isEqualTo(7);
        assertThat(result.getResultsList()).hasSize(5000).allSatisfy(refused -> {
            assertThat(refused.getError().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
            assertThat(refused.getError().getMessage()).isEqualTo("operations: 5000 in one batch, at most 4096");
        });
    }

    @Test
    void pagesOfAnotherOwnerStayItsOwn() {
        long other = gateway().openOwner("other");
        List<PageRun> runs = allocate(page().setOwner(other)).getRunsList();

        assertThat(refusals(gateway().free(owner, runs))).hasSize(1);
        assertThat(gateway().closeOwner(other)).isEqualTo(1);
    }

    @Test
    void aPageIsFreedOnce() {
        List<PageRun> runs = allocate(page().setNode(1)).getRunsList();

        assertThat(gateway().free(owner, runs).getFreed()).isEqualTo(1);
        assertThat(refusals(gateway().free(owner, runs))).hasSize(1);
    }

    @Test
    void handlesOfNothingFreeNothing() {
        PageRun given = allocate(page().setNode(2)).getRuns(0);

        assertThat(refusals(gateway()
                        .free(
                                owner,
                                List.of(given.toBuilder().setPfn(0x7fff_ffffL).build()))))
                .hasSize(1);
        assertThat(refusals(gateway()
                        .free(owner, List.of(given.toBuilder().setIncarnation(1).build()))))
                .hasSize(1);
        assertThat(refusals(gateway()
                        .free(owner, List.of(given.toBuilder().setGrant(-1).build()))))
                .hasSize(1);
        assertThat(refusals(gateway()
                        .free(owner, List.of(given.toBuilder().setOrder(3).build()))))
                .hasSize(1);
        assertThat(gateway().free(owner, List.of(given)).getFreed()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST   | /v1/allocate        | not JSON                                | 400 | no AllocateRequest in JSON
            POST   | /v1/allocate        | {"owner": "OWNER", "colour": "red"}     | 400 | Cannot find field: colour
            POST   | /v1/allocate        | {"owner": "OWNER", "order": 11}         | 400 | order: 11 is not in 0..10
            POST   | /v1/allocate        | {"owner": "OWNER", "node": 99}          | 400 | node: no node 99; this machine has 0-3
            POST   | /v1/allocate        | {"owner": "OWNER", "count": 1000000000} | 400 | count: 1000000000 is not in 0..65536
            POST   | /v1/allocate        | {"owner": "42"}                         | 404 | owner: no owner 42 is open
            PUT    | /v1/allocate        | {}                                      | 405 | PUT is not allowed here, only POST
            GET    | /v1/nowhere         | ''                                      | 404 | no such path: /v1/nowhere
            GET    | /v1/zoneinfo?nodes=x| ''                                      | 400 | nodes: 'x' is not a list of nodes
            DELETE | /v1/owners/banana   | ''                                      | 400 | owner: 'banana' is not a number
            DELETE | /v1/owners/42       | ''                                      | 404 | owner: no owner 42 is open
            """)
    void httpNamesTheFieldAndItsRange(String method, String path, String body, int status, String message) {
        HttpSite.Answer answer =
                RING.cluster().http().send(method, path, body.replace("OWNER", Long.toUnsignedString(owner)));

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("error").asText()).contains(message);
    }

    @Test
    void anOversizedBodyIsRefused() {
        HttpSite.Answer answer = RING.cluster().http().post("/v1/allocate", " ".repeat(TOO_LARGE_FOR_HTTP));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("error").asText()).contains("at most 1048576 bytes");
    }

    private static Gateway gateway() {
        return RING.cluster().gateway();
    }

    private static AllocateRequest.Builder page() {
        return AllocateRequest.newBuilder().setOwner(owner);
    }

    private static AllocateResponse allocate(AllocateRequest.Builder request) {
        return gateway().allocate(request.build());
    }

    /** The reasons of a free that freed nothing. */
    private static List<String> refusals(FreeResponse answer) {
        assertThat(answer.getFreed()).isZero();
        assertThat(answer.getRefusalsList())
                .allMatch(refusal -> !refusal.getReason().isBlank());
        return answer.getRefusalsList().stream().map(FreeRefusal::getReason).toList();
    }

    private static void assertRefused(Status.Code code, String message, ThrowingCallable call) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);

        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(refusal.getStatus().getCode()).as(refusal.toString()).isEqualTo(code);
        assertThat(refusal.getStatus().getDescription()).contains(message);
    }
}
