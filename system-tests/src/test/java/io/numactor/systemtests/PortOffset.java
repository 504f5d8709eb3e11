package io.numactor.systemtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Finds a shift of all ports at which a cluster of one control and up to four node JVMs finds them free. */
final class PortOffset {
    private static final int STEP = 10;
    private static final int LEAST = 40;
    /** Above are the ports that the system hands out for outgoing connections. */
    private static final int STEPS = 600;

    private PortOffset() {}

    /** Begins anywhere, so that test runs side by side do not meet. */
    static int free() {
        int begin = ThreadLocalRandom.current().nextInt(STEPS);
        return IntStream.range(0, STEPS)
                .map(step -> (LEAST + (begin + step) % STEPS) * STEP)
                .filter(PortOffset::isFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free ports"));
    }

    private static boolean isFree(int offset) {
        return IntStream.of(
                        26_000, 26_001, 26_002, 26_090, 26_100, 26_101, 26_102, 26_103, 26_300, 26_301, 26_302, 26_303)
                .allMatch(port -> canBind(port + offset));
    }

    private static boolean canBind(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
