package io.numactor.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a process really listens on, as the kernel has it. */
final class ListeningSockets {
    /** {@code sl local_address rem_address st ... inode}; 0A is LISTEN. */
    private static final Pattern LINE =
            Pattern.compile("\\s*\\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) \\S+ 0A (?:\\S+ +){5}(\\d+) .*");

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final int WORD = 8;

    private ListeningSockets() {}

    static List<InetSocketAddress> of(long pid) {
        Set<String> own = sockets(pid);
        return Stream.of("tcp", "tcp6")
                .flatMap(table -> lines(Path.of("/proc/" + pid + "/net/" + table)))
                .map(LINE::matcher)
                .filter(line -> line.matches() && own.contains(line.group(3)))
                .map(line -> new InetSocketAddress(address(line.group(1)), Integer.parseInt(line.group(2), 16)))
                .toList();
    }

    private static Set<String> sockets(long pid) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.map(ListeningSockets::target)
                    .map(SOCKET::matcher)
                    .filter(Matcher::matches)
                    .map(socket -> socket.group(1))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that was closed meanwhile is none of ours. */
    private static String target(Path open) {
        try {
            return Files.readSymbolicLink(open).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Words of four bytes, each in the order of this little-endian machine. */
    private static InetAddress address(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int word = 0; word < hex.length(); word += WORD) {
            byte[] part = HexFormat.of().parseHex(hex.substring(word, word + WORD));
            for (int i = 0; i < part.length; i++) {
                bytes[word / 2 + i] = part[part.length - 1 - i];
            }
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
