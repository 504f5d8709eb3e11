package io.numactor.cli.ca;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ca issue}: one certificate more. */
@Command(
        name = "issue",
        mixinStandardHelpOptions = true,
        description = "Issues one more certificate of the authority in DIR, for a client or for further JVMs.")
final class CaIssueCommand extends IssuingCommand {
    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "where to write it")
    Path out = Path.of("");

    @Option(
            names = "--client",
            paramLabel = "NAME",
            description = "for a client of this name, which may use the APIs but be no JVM of the cluster")
    @Nullable
    String client;

    @Override
    String make() throws IOException, GeneralSecurityException {
        if (client != null && !hosts.isEmpty()) {
            throw new IllegalArgumentException("--client and --host exclude each other: nobody connects to a client");
        }
        if (Subject.MEMBERS.equals(client)) {
            throw new IllegalArgumentException("--client " + client + ": this name is that of the cluster's own JVMs");
        }
        Subject subject = client == null ? member() : new Subject(client, false, List.of(client), life());
        Authority.read(folder).issue(subject, Files.createDirectories(out));
        return out + ": a certificate for " + String.join(", ", subject.hosts()) + ", valid for " + days + " days";
    }
}
