package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a cluster listens beyond this computer unless it was told to, and then not without certificates. */
@EnabledOnOs(OS.LINUX)
final class LoopbackIT {
    @RegisterExtension
    static final ClusterExtension CLUSTER = new ClusterExtension("loopback", "captured-ring-4", "--jvms", "2");

    @TempDir
    private Path folder;

    @Test
    void everySocketThatListensIsOnLoopback() {
        assertThat(CLUSTER.cluster().jvms()).hasSize(3).allSatisfy(jvm -> {
            List<InetSocketAddress> sockets = ListeningSockets.of(jvm.pid());
            assertThat(sockets).hasSize(jvm.who().equals("control") ? 3 : 2);
            assertThat(sockets).allMatch(socket -> socket.getAddress().isLoopbackAddress());
            assertThat(sockets).extracting(InetSocketAddress::getPort).contains(jvm.httpPort());
        });
        CLUSTER.cluster()
                .prometheus()
                .ifPresent(prometheus -> assertThat(ListeningSockets.of(prometheus.pid()))
                        .isNotEmpty()
                        .allMatch(socket -> socket.getAddress().isLoopbackAddress()));
    }

    @Test
    void anotherAddressIsRefusedWithoutCertificates() throws IOException {
        String address = outside().orElse("");
        assumeTrue(!address.isEmpty(), "this computer has no address but loopback");
        Numactor.Outcome up = up(address);
        assertThat(up.exit()).isEqualTo(2);
        assertThat(up.err()).contains("needs certificates").contains("numactor ca init DIR --host " + address);
        new Numactor(folder).run("ca", "init", "certs");
        Numactor.Outcome noToken = up(address, "--tls", "certs");
        assertThat(noToken.exit()).isEqualTo(2);
        assertThat(noToken.err()).contains("needs a token").contains("--token-file FILE");
        assertThat(Files.exists(folder.resolve(".numactor/outside/cluster.json")))
                .isFalse();
    }

    @Test
    void anAddressOfAnotherComputerAndAllAtOnceAreRefused() {
        assertThat(up("192.0.2.1").err()).contains("--bind 192.0.2.1: is no address of this computer");
        assertThat(up("0.0.0.0").err()).contains("--bind 0.0.0.0: give one IPv4 address");
    }

    private Numactor.Outcome up(String address, String... options) {
        List<String> words = new java.util.ArrayList<>(
                List.of("up", "desktop-1", "-d", "--name", "outside", "--bind", address, "--port-offset", "777"));
        words.addAll(List.of(options));
        return new Numactor(folder).run(words.toArray(String[]::new));
    }

    private static Optional<String> outside() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }
}
