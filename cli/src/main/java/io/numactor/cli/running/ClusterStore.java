package io.numactor.cli.running;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is known of local clusters on disk: one folder each, with {@code cluster.json} while it runs, its logs, and
 * what Prometheus keeps.
 */
public final class ClusterStore {
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(MapperFeature.AUTO_DETECT_IS_GETTERS).build();
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String FILE = "cluster.json";

    private final Path root;

    private ClusterStore(Path root) {
        this.root = root;
    }

    public static ClusterStore at(Path root) {
        return new ClusterStore(root.toAbsolutePath().normalize());
    }

    /** The one of the current directory. */
    public static ClusterStore here() {
        return at(Path.of(".numactor"));
    }

    /** The folder of one cluster; it need not exist. */
    public Path directory(String name) {
        if (!NAME.matcher(name).matches()) {
            throw ClusterProblem.usage("--name '" + name + "': use letters, digits, '.', '_' and '-', 64 at most");
        }
        return root.resolve(name);
    }

    public Path logs(String name) {
        return directory(name).resolve("logs");
    }

    public Optional<ClusterRecord> read(String name) {
        Path file = directory(name).resolve(FILE);
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readString(file), ClusterRecord.class))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            throw ClusterProblem.failed(file + ": is damaged (" + e.getOriginalMessage()
                    + "); end its processes by hand if there are any, and delete it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All clusters with a {@code cluster.json}, by name. */
    public List<ClusterRecord> readAll() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .flatMap(name -> read(name).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the file in one step, so that a reader never meets half of it. */
    public void write(ClusterRecord cluster) {
        Path folder = directory(cluster.name());
        try {
            Files.createDirectories(folder);
            Path next = folder.resolve(FILE + ".next");
            Files.writeString(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(cluster));
            Files.move(next, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes what is written of a cluster, one change at a time even among processes; answers what is written now. */
    ClusterRecord update(ClusterRecord cluster, UnaryOperator<ClusterRecord> change) {
        Path lock = directory(cluster.name()).resolve(FILE + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            ClusterRecord next = change.apply(read(cluster.name()).orElse(cluster));
            write(next);
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the logs of an earlier cluster of that name. */
    public void clearLogs(String name) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Files.createDirectories(logs(name)), "*.log")) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets a cluster that has ended; its logs stay. */
    public void forget(String name) {
        try {
            Files.deleteIfExists(directory(name).resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
