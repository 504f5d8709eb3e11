package io.numactor.cli.ca;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ca init}: an authority, and a certificate for the JVMs of one cluster. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Makes an authority in DIR, and with it a certificate for the JVMs of a cluster.")
final class CaInitCommand extends IssuingCommand {
    @Override
    String make() throws IOException, GeneralSecurityException {
        Subject members = member();
        for (String name : List.of(Authority.CERTIFICATE, Authority.KEY, "cert.pem", "key.pem")) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
        }
        Authority.create(Files.createDirectories(folder)).issueFirst(members, folder);
        return folder + ": an authority (ca.pem, ca-key.pem) and a certificate of it for "
                + String.join(", ", members.hosts()) + " (cert.pem, key.pem), valid for " + days + " days\n"
                + "Start a cluster with it: numactor up MACHINE --tls " + folder + "\n"
                + "Let a client in: numactor ca issue " + folder + " --client NAME --out FOLDER";
    }
}
