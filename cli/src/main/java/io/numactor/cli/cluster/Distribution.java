package io.numactor.cli.cluster;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The running command's own parts: what a child JVM needs to be started with the same code. */
public final class Distribution {
    /** Same on JDK 17 and 25: what either does not know is ignored, what either would warn of is allowed. */
    private static final List<String> COMMON_FLAGS = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-Xlog:cds*=off:stderr",
            "-Dfile.encoding=UTF-8");

    /** System properties that a child has to see as well; with a dot at the end, all that begin so. */
    private static final List<String> INHERITED =
            List.of("numactor.home", "numactor.command", "numactor.router.hints", "numactor.limits.");

    private Distribution() {}

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /**
     * Where the class-data archive of this distribution for this JDK belongs, existing or not; empty when run from class
     * folders. An archive is good for one JDK only, and a JDK that is given another's starts slower than with none.
     */
    public static Optional<Path> archive() {
        Path jar = Path.of(classPath().split(File.pathSeparator, 2)[0]);
        return jar.getFileName() != null && jar.getFileName().toString().equals("numactor.jar")
                ? Optional.of(
                        jar.toAbsolutePath().resolveSibling("numactor-" + System.getProperty("java.version") + ".jsa"))
                : Optional.empty();
    }

    /** How users call this command, for the next command to type. */
    public static String command() {
        return System.getProperty("numactor.command", "numactor");
    }

    /** The line that runs this command in a JVM of its own. */
    public static List<String> commandLine(List<String> jvmFlags, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(java().toString());
        line.addAll(COMMON_FLAGS);
        line.addAll(jvmFlags);
        System.getProperties().stringPropertyNames().stream()
                .filter(Distribution::isInherited)
                .sorted()
                .forEach(name -> line.add("-D" + name + "=" + System.getProperty(name)));
        line.add("-cp");
        line.add(classPath());
        line.add("io.numactor.cli.Main");
        line.addAll(arguments);
        return line;
    }

    private static boolean isInherited(String name) {
        return INHERITED.stream().anyMatch(known -> known.endsWith(".") ? name.startsWith(known) : name.equals(known));
    }

    /** Flags that make a start quick with the archive, where there is one. */
    static List<String> archiveFlags() {
        return archive()
                .filter(Files::exists)
                .map(file -> List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + file))
                .orElse(List.of());
    }
}
