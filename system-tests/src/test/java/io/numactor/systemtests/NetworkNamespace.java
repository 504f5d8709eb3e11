package io.numactor.systemtests;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace of this computer that one cable leads to: with an address at either end, and that can be pulled.
 * Closing it removes it; so does the end of the test run.
 */
final class NetworkNamespace implements AutoCloseable {
    private static final int NAMES = 1 << 14;

    private final String name;
    private final String cable;
    private final int network;
    private final Thread hook = new Thread(this::delete, "end-of-namespace");

    private NetworkNamespace(int number) {
        this.name = "numactor-" + number;
        this.cable = "nmtr" + number;
        this.network = number;
    }

    /** Whether this user may have one, here. */
    static boolean isPossible() {
        String trial = "numactor-trial-" + ProcessHandle.current().pid();
        try {
            return succeeds("ip", "netns", "add", trial) && succeeds("ip", "netns", "exec", trial, "true");
        } finally {
            succeeds("ip", "netns", "del", trial);
        }
    }

    /** A new one. */
    static NetworkNamespace create() {
        NetworkNamespace namespace =
                new NetworkNamespace((int) (ProcessHandle.current().pid() % NAMES));
        Runtime.getRuntime().addShutdownHook(namespace.hook);
        namespace.connect();
        return namespace;
    }

    private void connect() {
        String far = cable + "b";
        ip("netns", "add", name);
        ip("link", "add", cable + "a", "type", "veth", "peer", "name", far);
        ip("link", "set", far, "netns", name);
        ip("address", "add", here() + "/30", "dev", cable + "a");
        ip("link", "set", cable + "a", "up");
        ip("-n", name, "address", "add", there() + "/30", "dev", far);
        ip("-n", name, "link", "set", far, "up");
        ip("-n", name, "link", "set", "lo", "up");
    }

    /** The address at this end. */
    String here() {
        return address(1);
    }

    /** The address inside. */
    String there() {
        return address(2);
    }

    /** One of the four addresses that are this cable's. */
    private String address(int host) {
        int low = network * 4 + host;
        return "10.213." + (low >> 8) + "." + (low & 0xff);
    }

    /** What runs a command inside. */
    List<String> prefix() {
        return List.of("ip", "netns", "exec", name);
    }

    void pullCable() {
        ip("link", "set", cable + "a", "down");
    }

    void plugCable() {
        ip("link", "set", cable + "a", "up");
    }

    private static void ip(String... words) {
        String[] command = new String[words.length + 1];
        command[0] = "ip";
        System.arraycopy(words, 0, command, 1, words.length);
        if (!succeeds(command)) {
            throw new AssertionError("failed: " + String.join(" ", command));
        }
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void delete() {
        succeeds("ip", "link", "del", cable + "a");
        succeeds("ip", "netns", "del", name);
    }

    @Override
    public void close() {
        delete();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
