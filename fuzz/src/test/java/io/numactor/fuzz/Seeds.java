package io.numactor.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Good inputs to start from: files that the project has anyway. */
public final class Seeds {
    /** More would only be slow to change. */
    private static final int MAX_BYTES = 64 << 10;

    private Seeds() {}

    /** The files below some folders of the project whose names fit, one argument each. */
    static Stream<Arguments> files(Predicate<String> name, String... folders) {
        return Stream.of(folders)
                .flatMap(Seeds::walk)
                .filter(file -> name.test(file.getFileName().toString()))
                .map(file -> arguments((Object) bytes(file)));
    }

    /** The same, each behind a first byte that says what it is. */
    static Stream<Arguments> tagged(List<String> names, String... folders) {
        return Stream.of(folders)
                .flatMap(Seeds::walk)
                .filter(file -> names.contains(file.getFileName().toString()))
                .map(file ->
                        arguments((Object) tag(names.indexOf(file.getFileName().toString()), bytes(file))));
    }

    static Stream<Arguments> tagged(int tag, String... texts) {
        return Stream.of(texts).map(text -> arguments((Object) tag(tag, text.getBytes(StandardCharsets.UTF_8))));
    }

    private static byte[] tag(int tag, byte[] bytes) {
        byte[] tagged = new byte[bytes.length + 1];
        tagged[0] = (byte) tag;
        System.arraycopy(bytes, 0, tagged, 1, bytes.length);
        return tagged;
    }

    private static Stream<Path> walk(String folder) {
        try (Stream<Path> files = Files.walk(Path.of("..").resolve(folder))) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            byte[] whole = Files.readAllBytes(file);
            return whole.length <= MAX_BYTES ? whole : java.util.Arrays.copyOf(whole, MAX_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
