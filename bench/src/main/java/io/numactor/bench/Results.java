package io.numactor.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file that a group of benchmarks leaves its figures in. */
public final class Results {
    private Results() {}

    /** Writes them as JSON; makes the folder. */
    public static void write(List<?> figures, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), figures);
    }
}
