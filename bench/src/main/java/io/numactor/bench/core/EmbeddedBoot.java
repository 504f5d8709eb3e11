package io.numactor.bench.core;

import io.numactor.cli.jvm.EmbeddedMachine;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.Machines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Boots a machine of 4 TiB, 64 nodes with 64 GiB each, with all its actors in a JVM of its own, and prints the seconds
 * from the start of {@code main} to the machine's running.
 */
public final class EmbeddedBoot {
    /** The heap in question, and the settings of the launcher for a command that ends soon. */
    private static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private EmbeddedBoot() {}

    public static void main(String[] args) throws IOException {
        long begin = System.nanoTime();
        Path machine = Files.createTempFile("numactor-4TiB-", ".yaml");
        try {
            Files.writeString(
                    machine,
                    Files.readString(Path.of(args[0], "deploy", "machines", "hypercube-64.yaml"))
                            .replace("8GiB", "64GiB"));
            MachineDescription described = Machines.read(machine.toString(), Path.of(args[0], "deploy", "machines"));
            EmbeddedMachine booted = EmbeddedMachine.boot(described.name(), described.boot());
            System.out.printf(Locale.ROOT, "%.3f%n", (System.nanoTime() - begin) / 1e9);
            booted.close();
        } finally {
            Files.delete(machine);
        }
    }

    /** The seconds of one such boot with a heap of 512 MiB. */
    static double seconds() throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(OPTIONS);
        line.addAll(List.of("-DNUMACTOR_LOG=WARN", "-cp", System.getProperty("java.class.path")));
        line.addAll(List.of(EmbeddedBoot.class.getName(), System.getProperty("numactor.home")));
        Process child = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var printed = child.inputReader()) {
            String last = printed.lines().reduce("", (one, other) -> other);
            return Double.parseDouble(last);
        }
    }
}
