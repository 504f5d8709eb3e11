package io.numactor.cli.running;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.List;

/**
 * A port with what it is for.
 *
 * @param use for people, "gRPC of control"
 * @param host address that it is bound to
 */
public record NamedPort(String use, String host, int port) {
    private static final int CONNECT_MILLIS = 200;

    /** On loopback. */
    public NamedPort(String use, int port) {
        this(use, Ports.HOST, port);
    }

    /** The same on another address. */
    public NamedPort at(String address) {
        return new NamedPort(use, address, port);
    }

    /** Those of the ports that something listens on, in order. */
    public static List<NamedPort> taken(Collection<NamedPort> ports) {
        return ports.stream().filter(port -> !port.isFree()).toList();
    }

    /** Whether a server could bind it now. */
    boolean isFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a server accepts connections there. */
    public boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(address(), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return port + " (" + use + ")";
    }
}
