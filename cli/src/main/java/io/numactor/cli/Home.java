package io.numactor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the project's own files lie: {@code deploy/machines}, {@code deploy/prometheus}, {@code grafana}. */
public final class Home {
    /** Set by {@code deploy/numactor}. */
    private static final String PROPERTY = "numactor.home";

    private Home() {}

    /** The project's directory; the nearest one with a {@code deploy} folder above the current one when not told. */
    public static Path directory() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(Path::of)
                .or(Home::nearest)
                .orElse(Path.of("").toAbsolutePath());
    }

    /** Where machines are looked up by name. */
    public static Path machines() {
        return directory().resolve("deploy").resolve("machines");
    }

    private static Optional<Path> nearest() {
        Path start = Path.of("").toAbsolutePath();
        for (Path dir = start; dir != null; dir = dir.getParent()) {
            if (Files.isDirectory(dir.resolve("deploy").resolve("machines"))) {
                return Optional.of(dir);
            }
        }
        return Optional.empty();
    }
}
