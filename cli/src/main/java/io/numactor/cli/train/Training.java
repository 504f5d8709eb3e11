package io.numactor.cli.train;

import io.numactor.cli.ExitCode;
import io.numactor.cli.Home;
import io.numactor.cli.Main;
import io.numactor.cli.cluster.ClusterPlan;
import io.numactor.cli.cluster.MachineSource;
import io.numactor.cli.jvm.ClusterJvm;
import io.numactor.cli.running.Api;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.MemberPlan;
import io.numactor.cli.running.MemberRecord;
import io.numactor.cli.running.Pause;
import io.numactor.cli.running.Ports;
import io.numactor.cli.running.ProcessIdentity;
import io.numactor.cli.running.Profile;
import io.numactor.cli.running.Reach;
import io.numactor.coordinator.BootableMachine;
import io.numactor.load.ApiClient;
import io.numactor.load.LoadGenerator;
import io.numactor.load.LoadPlan;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.Machines;
import io.numactor.runtime.JvmSettings;
import io.numactor.runtime.Role;
import io.numactor.runtime.security.Credentials;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Does once, in one JVM, what the commands and JVMs of a cluster do, so that their classes are loaded and end up in the
 * archive: two members of a cluster over loopback, a small machine booted, pages taken, everything looked at.
 */
final class Training {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String MACHINE = "captured-ring-4";
    private static final long PAGES = 2_000;
    private static final long POLL_MILLIS = 50;

    private Training() {}

    static void run() {
        try {
            withCluster(Machines.read(MACHINE, Home.machines()));
            command("boot " + MACHINE + " --print dmesg,zoneinfo");
            launcherParts();
        } catch (IOException | InterruptedException e) {
            throw ClusterProblem.failed("training: " + e.getMessage());
        }
    }

    private static void withCluster(MachineDescription machine) throws BindException, InterruptedException {
        int seed = freePort();
        BootableMachine bootable = new BootableMachine(machine.name(), machine.boot(), 1);
        try (ClusterJvm control = ClusterJvm.start(
                        settings(Set.of(Role.CONTROL, Role.GATEWAY), seed, seed), Optional.of(bootable));
                ClusterJvm node = ClusterJvm.start(settings(Set.of(Role.NODE), freePort(), seed), Optional.empty())) {
            await(control::isReady);
            Api api = new Api(Reach.LOOPBACK, control.httpPort());
            await(api::isReady);
            api.phases();
            clients(control.grpcPort());
            scrape(control.httpPort());
            scrape(node.httpPort());
        }
    }

    private static void clients(int grpcPort) throws InterruptedException {
        try (ApiClient client = ApiClient.connect(Ports.HOST, grpcPort)) {
            new LoadGenerator(client, LoadPlan.hold(0, PAGES)).run(progress -> {});
        }
        command("hardware", grpcPort);
        command("stat", grpcPort);
        command("show zonelists", grpcPort);
        command("show zoneinfo", grpcPort);
        command("alloc --node 0 --order 9 --explain", grpcPort);
    }

    private static void command(String words, int grpcPort) {
        command(words + " --gateway " + Ports.HOST + ":" + grpcPort);
    }

    private static void command(String line) {
        int code = Main.commandLine().execute(line.split(" "));
        if (code != ExitCode.OK) {
            throw ClusterProblem.failed("training: '" + line + "' ended with exit code " + code);
        }
    }

    private static void scrape(int httpPort) {
        if (new Api(Reach.LOOPBACK, httpPort).get("/metrics").isEmpty()) {
            throw ClusterProblem.failed("training: no metrics on port " + httpPort);
        }
    }

    /** What {@code up} needs before and beside the JVMs that it starts. */
    private static void launcherParts() throws IOException {
        MachineSource.read("ring-4", Optional.empty());
        Path folder = Files.createTempDirectory("numactor-training");
        ClusterStore store = ClusterStore.at(folder);
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());
        MemberPlan control = ClusterPlan.of(List.of(0), 1, 1, new Ports(0)).control();
        store.write(new ClusterRecord(
                "training",
                MACHINE,
                Profile.QUICK,
                0,
                Reach.LOOPBACK,
                0,
                List.of(new MemberRecord("control", control.roles(), List.of(), self, 0, 0, 0, "", List.of()))));
        store.read("training");
        store.forget("training");
        Files.delete(store.directory("training"));
        Files.delete(folder);
        Main.commandLine().execute("doctor");
    }

    private static JvmSettings settings(Set<Role> roles, int arteryPort, int seed) {
        return new JvmSettings(
                "training",
                roles,
                Ports.HOST,
                Ports.HOST,
                arteryPort,
                0,
                0,
                List.of(Ports.HOST + ":" + seed),
                JvmSettings.DEFAULT_HEARTBEAT_PAUSE,
                List.of(),
                Credentials.NONE);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw ClusterProblem.failed("training: no free port: " + e.getMessage());
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw ClusterProblem.failed("training: the machine has not booted after " + LIMIT.toSeconds() + " s");
            }
            Pause.millis(POLL_MILLIS);
        }
    }
}
