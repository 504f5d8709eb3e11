package io.numactor.cli.ca;

import io.numactor.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What making certificates has in common. */
abstract class IssuingCommand implements Callable<Integer> {
    private static final int MAX_DAYS = 3650;
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost");

    @Parameters(paramLabel = "DIR", description = "the authority's folder")
    Path folder = Path.of("");

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "a further IPv4 address or name by which the JVMs are reached; repeatable")
    List<String> hosts = new ArrayList<>();

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "365",
            description = "how long the certificate is valid (default: ${DEFAULT-VALUE})")
    int days;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    CommandSpec spec;

    /** Makes them and answers what to tell the user. */
    abstract String make() throws IOException, GeneralSecurityException;

    @Override
    public final Integer call() {
        try {
            PrintWriter out = spec.commandLine().getOut();
            out.println(make());
            out.flush();
            return ExitCode.OK;
        } catch (FileAlreadyExistsException e) {
            return refused(e.getFile() + " is there already; remove it, or name another folder");
        } catch (NoSuchFileException e) {
            return refused(e.getFile() + ": there is no such file; 'numactor ca init DIR' makes an authority");
        } catch (FileSystemException e) {
            return refused(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | IOException | GeneralSecurityException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    final Subject member() {
        List<String> named = Stream.of(Stream.of(Subject.MEMBERS), LOOPBACK.stream(), hosts.stream())
                .flatMap(names -> names)
                .distinct()
                .toList();
        return new Subject(Subject.MEMBERS, true, named, life());
    }

    final Duration life() {
        if (days < 1 || days > MAX_DAYS) {
            throw new IllegalArgumentException("--days " + days + " is not in 1.." + MAX_DAYS);
        }
        return Duration.ofDays(days);
    }

    private int refused(@Nullable String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.qualifiedName() + ": " + message);
        err.flush();
        return ExitCode.USAGE;
    }
}
