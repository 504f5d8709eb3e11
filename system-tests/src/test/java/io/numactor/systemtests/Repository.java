package io.numactor.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Files of the project as it is checked out, and files of these tests. */
final class Repository {
    private static final Path ROOT = find();

    private Repository() {}

    static Path file(String path) {
        return ROOT.resolve(path);
    }

    /** A text beside these tests. */
    static String text(String name) {
        try (var stream = Repository.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a folder with all that is in it. */
    static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    private static Path find() {
        String told = System.getProperty("numactor.home", "");
        Path folder = Path.of(told).toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.resolve("..").normalize();
            if (folder.getNameCount() == 0) {
                throw new IllegalStateException("no mvnw above " + Path.of(told).toAbsolutePath());
            }
        }
        return folder;
    }
}
