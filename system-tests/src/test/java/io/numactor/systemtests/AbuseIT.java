package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bad messages at every port: nothing but clear errors, and a cluster that goes on. */
final class AbuseIT {
    private static final int FEW = 6_000;
    private static final int MANY = Integer.getInteger("numactor.abuse.messages", 1_000_000);
    /** Senders at a time; they mostly wait. */
    private static final int SENDERS = 48;
    /** Messages that a sender sends before the next one has its turn: over gRPC, and to each of two members over HTTP and between JVMs. */
    private static final int GRPC_SHARE = 60;

    private static final int HTTP_SHARE = 10;
    private static final int ARTERY_SHARE = 10;
    private static final int SHARE = GRPC_SHARE + 2 * (HTTP_SHARE + ARTERY_SHARE);
    private static final Pattern TROUBLE =
            Pattern.compile("^\\s+at [\\w.$]+\\(|OutOfMemory|dead letter", Pattern.MULTILINE);

    @RegisterExtension
    static final ClusterExtension CLUSTER =
            new ClusterExtension("abused", "captured-ring-4", "--jvms", "2", "--without-prometheus");

    @Test
    void someThousandBadMessagesDoNoHarm() throws Exception {
        abuse(FEW);
    }

    @Test
    @Tag("long")
    @Timeout(value = 45, unit = TimeUnit.MINUTES)
    void aMillionBadMessagesDoNoHarm() throws Exception {
        abuse(MANY);
    }

    private static void abuse(int messages) throws Exception {
        long seed = Long.getLong("numactor.seed", System.nanoTime());
        System.out.println("AbuseIT: -Dnumactor.seed=" + seed);
        ConcurrentMap<Status.Code, Integer> told = new ConcurrentHashMap<>();
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Callable<Void>> shares = IntStream.range(0, messages / SHARE)
                    .<Callable<Void>>mapToObj(share -> () -> send(new Abuser(seed + share, told)))
                    .toList();
            for (Future<Void> sent : senders.invokeAll(shares)) {
                sent.get();
            }
        } finally {
            senders.shutdownNow();
        }
        System.out.println("AbuseIT: over gRPC was told " + new EnumMap<>(told));
        assertThat(told).doesNotContainKeys(Status.Code.UNKNOWN, Status.Code.UNAVAILABLE);
        assertUnharmed(CLUSTER.cluster());
    }

    private static Void send(Abuser abuser) throws IOException {
        RunningCluster cluster = CLUSTER.cluster();
        abuser.grpc(cluster.gateway().channel(), GRPC_SHARE);
        for (int i = 0; i < 2; i++) {
            JsonNode member = cluster.started().path("members").get(i);
            abuser.artery(member.path("arteryPort").asInt(), ARTERY_SHARE);
            abuser.http(member.path("httpPort").asInt(), HTTP_SHARE);
        }
        return null;
    }

    private static void assertUnharmed(RunningCluster cluster) throws IOException {
        assertThat(cluster.jvms())
                .allMatch(jvm -> ProcessHandle.of(jvm.pid())
                        .filter(ProcessHandle::isAlive)
                        .isPresent());
        for (RunningCluster.Member jvm : cluster.jvms()) {
            assertThat(TROUBLE.matcher(Files.readString(jvm.log()))
                            .results()
                            .map(found -> jvm.who() + ": " + found.group()))
                    .as(cluster.logTails())
                    .isEmpty();
        }
        Numactor.Outcome alloc = cluster.run("alloc", "--node", "1", "--order", "2", "--json");
        assertThat(alloc.exit()).as(alloc.toString()).isZero();
        Numactor.Outcome audit = cluster.run("audit");
        assertThat(audit.exit()).as(audit.toString()).isZero();
    }
}
