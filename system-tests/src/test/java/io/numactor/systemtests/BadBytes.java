package io.numactor.systemtests;

import com.google.protobuf.ByteString;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.CloseOwnerRequest;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.MachineChange;
import io.numactor.api.v1.OnlineMemory;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Policy;
import io.numactor.api.v1.SetSysctl;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Random bytes, and messages that somebody might mean, with some of their bytes changed. From a seed. */
final class BadBytes {
    private static final int MAX_RANDOM = 300;
    private static final List<byte[]> MEANT = List.of(
            OpenOwnerRequest.newBuilder().setName("x").build().toByteArray(),
            CloseOwnerRequest.newBuilder().setOwner(7).setCpu(1).build().toByteArray(),
            allocate().toByteArray(),
            free().toByteArray(),
            Batch.newBuilder()
                    .setId(9)
                    .addOperations(Operation.newBuilder().setAllocate(allocate()))
                    .addOperations(Operation.newBuilder().setFree(free()))
                    .build()
                    .toByteArray(),
            MachineChange.newBuilder()
                    .setSetSysctl(
                            SetSysctl.newBuilder().setName("vm.min_free_kbytes").setValue("67584"))
                    .build()
                    .toByteArray(),
            MachineChange.newBuilder()
                    .setOnlineMemory(OnlineMemory.newBuilder().addBlocks(5).setType("online_movable"))
                    .build()
                    .toByteArray());

    private static final List<String> PATHS = List.of(
            "/v1/owners",
            "/v1/allocate",
            "/v1/free",
            "/v1/change",
            "/v1/page?pfn=0x1000",
            "/v1/zoneinfo?nodes=0-3",
            "/v1/sysctls?name=vm.min_free_kbytes",
            "/v1/owners/123",
            "/metrics",
            "/health/ready");

    private static final List<String> BODIES = List.of(
            "{\"name\": \"x\"}",
            "{\"owner\": \"7\", \"node\": 1, \"order\": 3, \"count\": 2, \"gfp\": \"GFP_KERNEL\"}",
            "{\"owner\": \"7\", \"runs\": [{\"pfn\": \"4096\", \"blocks\": 1, \"node\": 1}]}",
            "{\"setSysctl\": {\"name\": \"vm.zone_reclaim_mode\", \"value\": \"0\"}}");

    private final Random random;

    BadBytes(long seed) {
        this.random = new Random(seed);
    }

    private static AllocateRequest allocate() {
        return AllocateRequest.newBuilder()
                .setOwner(7)
                .setNode(2)
                .setOrder(1)
                .setCount(3)
                .setGfp("GFP_HIGHUSER_MOVABLE")
                .setPolicy(
                        Policy.newBuilder().setMode(Policy.Mode.MODE_INTERLEAVE).setNodes("0-3"))
                .build();
    }

    private static FreeRequest free() {
        return FreeRequest.newBuilder()
                .setOwner(7)
                .addRuns(PageRun.newBuilder()
                        .setNode(1)
                        .setPfn(4096)
                        .setBlocks(2)
                        .setGrant(1))
                .build();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Protobuf, more or less. */
    byte[] message() {
        return below(4) == 0 ? noise(MAX_RANDOM) : mutated(MEANT.get(below(MEANT.size())));
    }

    byte[] noise(int most) {
        byte[] bytes = new byte[below(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Up to four bytes set, a piece cut out or repeated. */
    byte[] mutated(byte[] good) {
        ByteString bytes = ByteString.copyFrom(good);
        int cut = below(bytes.size() + 1);
        if (below(3) == 0) {
            bytes = bytes.substring(0, cut).concat(bytes.substring(below(bytes.size() - cut + 1) + cut));
        } else if (below(3) == 0) {
            bytes = bytes.concat(bytes.substring(cut));
        }
        byte[] changed = bytes.toByteArray();
        for (int change = below(5); change > 0 && changed.length > 0; change--) {
            changed[below(changed.length)] = (byte) below(256);
        }
        return changed;
    }

    /** A request of HTTP, more or less; keeps its connection when it is well-formed. */
    byte[] http() {
        String body = BODIES.get(below(BODIES.size()));
        byte[] sent = below(2) == 0 ? mutated(body.getBytes(StandardCharsets.UTF_8)) : noise(MAX_RANDOM);
        String head = (below(3) == 0 ? "GET " : "POST ") + PATHS.get(below(PATHS.size()))
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " + sent.length
                + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = java.util.Arrays.copyOf(start, start.length + sent.length);
        System.arraycopy(sent, 0, whole, start.length, sent.length);
        return below(10) == 0 ? mutated(whole) : whole;
    }
}
