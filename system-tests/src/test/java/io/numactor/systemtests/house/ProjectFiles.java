package io.numactor.systemtests.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The project's files as people write them: without what a build, a cluster or an editor leaves behind. */
final class ProjectFiles {
    private static final Set<String> LEFT_BEHIND = Set.of("target", ".git", ".numactor", ".idea", ".vscode");

    private ProjectFiles() {}

    /** Tests run in their module's directory; the root is the one that has the wrapper. */
    static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException("not inside the project: " + Path.of("").toAbsolutePath());
    }

    /** Every file of the project, relative to its root. */
    static List<Path> all() {
        Path root = root();
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new Collector(root, files));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
        return files.stream().sorted().toList();
    }

    /** A file's lines; empty when it is no text in UTF-8. */
    static Optional<List<String>> lines(Path relative) {
        try {
            return Optional.of(Files.readAllLines(root().resolve(relative)));
        } catch (MalformedInputException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + relative, e);
        }
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<Path> files;

        Collector(Path root, List<Path> files) {
            this.root = root;
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean leftBehind = !folder.equals(root)
                    && LEFT_BEHIND.contains(folder.getFileName().toString());
            return leftBehind ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        /** A worktree has a file named .git instead of the folder. */
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!LEFT_BEHIND.contains(file.getFileName().toString())) {
                files.add(root.relativize(file));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
