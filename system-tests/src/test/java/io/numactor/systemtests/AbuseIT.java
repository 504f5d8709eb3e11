package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bad messages at every port: nothing but clear errors, and a cluster that goes on. */
final class AbuseIT {
    private static final int FEW = 6_000;
    private static final int MANY = 1_000_000;
    /** Of 100 messages: over gRPC and HTTP; the rest between the JVMs. */
    private static final int GRPC_SHARE = 60;

    private static final int HTTP_SHARE = 20;
    private static final Pattern TROUBLE =
            Pattern.compile("^\\s+at [\\w.$]+\\(|OutOfMemory|dead letter", Pattern.MULTILINE);

    @RegisterExtension
    static final ClusterExtension CLUSTER =
            new ClusterExtension("abused", "captured-ring-4", "--jvms", "2", "--without-prometheus");

    @Test
    void someThousandBadMessagesDoNoHarm() throws IOException {
        abuse(FEW);
    }

    @Test
    @Tag("long")
    @Timeout(value = 90, unit = TimeUnit.MINUTES)
    void aMillionBadMessagesDoNoHarm() throws IOException {
        abuse(MANY);
    }

    private static void abuse(int messages) throws IOException {
        long seed = Long.getLong("numactor.seed", System.nanoTime());
        System.out.println("AbuseIT: -Dnumactor.seed=" + seed);
        Abuser abuser = new Abuser(seed);
        RunningCluster cluster = CLUSTER.cluster();
        abuser.grpc(cluster.gateway().channel(), messages / 100 * GRPC_SHARE);
        List<JsonNode> members = List.of(
                cluster.started().path("members").get(0),
                cluster.started().path("members").get(1));
        int share = messages / 100 * (100 - GRPC_SHARE - HTTP_SHARE) / members.size();
        for (JsonNode member : members) {
            abuser.artery(member.path("arteryPort").asInt(), share);
            abuser.http(member.path("httpPort").asInt(), messages / 100 * HTTP_SHARE / members.size());
        }
        System.out.println("AbuseIT: over gRPC was told " + abuser.told());
        assertThat(abuser.told()).doesNotContainKeys(Status.Code.UNKNOWN, Status.Code.UNAVAILABLE);
        assertUnharmed(cluster);
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
