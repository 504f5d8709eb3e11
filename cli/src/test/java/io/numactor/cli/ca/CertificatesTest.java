package io.numactor.cli.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.cli.Main;
import io.numactor.runtime.security.ApiToken;
import io.numactor.runtime.security.Credentials;
import io.numactor.runtime.security.CredentialsRefused;
import io.numactor.runtime.security.TlsFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code ca} makes, read as the JVMs and the clients read it. */
class CertificatesTest {
    @TempDir
    private static Path shared;

    private static Path good = Path.of("");

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void makeAnAuthority() {
        good = shared.resolve("good");
        assertThat(Main.commandLine().execute("ca", "init", good.toString(), "--host", "10.0.0.7"))
                .isZero();
    }

    @Test
    void whatItMakesIsGoodAndItsKeysAreForTheOwnerAlone() throws Exception {
        assertThatCode(() -> TlsFiles.in(good).context()).doesNotThrowAnyException();
        assertThat(Files.getPosixFilePermissions(good.resolve("key.pem")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(good.resolve("ca-key.pem")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aClientGetsACertificateOfTheSameAuthority() throws Exception {
        Path client = folder.resolve("client");
        assertThat(run("ca", "issue", good.toString(), "--client", "bob", "--out", client.toString()))
                .isZero();
        assertThatCode(() -> TlsFiles.in(client)).doesNotThrowAnyException();
        assertThat(client.resolve("ca.pem")).hasSameTextualContentAs(good.resolve("ca.pem"));
        assertThat(client.resolve("ca-key.pem")).doesNotExist();
    }

    @Test
    void nothingIsWrittenOverAndNobodyPassesForAMember() {
        assertThat(run("ca", "init", good.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("ca.pem is there already");
        assertThat(run("ca", "issue", good.toString(), "--client", "numactor", "--out", folder.toString()))
                .isEqualTo(2);
        assertThat(run(
                        "ca",
                        "issue",
                        folder.toString(),
                        "--out",
                        folder.resolve("x").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no such file");
        assertThat(run("ca", "init", folder.resolve("y").toString(), "--host", "a b"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'a b' is no host name");
        assertThat(run("ca", "init", folder.resolve("z").toString(), "--days", "0"))
                .isEqualTo(2);
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws Exception {
        copyGood();
        Files.setPosixFilePermissions(folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-r-----"));
        assertRefused("others may read or write this private key; run 'chmod 600");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        Authority authority = Authority.read(good);
        authority.issue(new Subject("old", true, List.of("127.0.0.1"), Duration.ofSeconds(-60)), folder);
        assertRefused("cert.pem: has expired on ");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Authority.create(other).issueFirst(new Subject("x", true, List.of("127.0.0.1"), Duration.ofDays(1)), other);
        Files.copy(good.resolve("ca.pem"), other.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> TlsFiles.in(other))
                .isInstanceOf(CredentialsRefused.class)
                .hasMessageContaining("cert.pem: was not issued by ");
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() throws Exception {
        copyGood();
        Files.copy(good.resolve("ca-key.pem"), folder.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
        assertRefused("key.pem: is not the key of ");
    }

    @Test
    void whatIsNoPemIsRefused() throws Exception {
        copyGood();
        Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertRefused("key.pem: is not an RSA private key");
        Files.writeString(folder.resolve("key.pem"), "secret");
        assertRefused("key.pem: is not a private key in PEM");
        Files.writeString(folder.resolve("cert.pem"), "secret");
        assertRefused("cert.pem: is not a certificate in PEM");
        Files.delete(folder.resolve("cert.pem"));
        assertRefused("cert.pem: the certificate cannot be read");
    }

    @Test
    void aTokenIsForItsOwnerAloneAndIsNotPrinted() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef0123\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> ApiToken.read(file)).hasMessageContaining("others may read or write this token");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        ApiToken token = ApiToken.read(file);
        assertThat(token.isShownBy("Bearer 0123456789abcdef0123")).isTrue();
        assertThat(token.isShownBy("bearer  0123456789abcdef0123")).isTrue();
        assertThat(token.isShownBy("Bearer 0123456789abcdef0124")).isFalse();
        assertThat(token.isShownBy("0123456789abcdef0123")).isFalse();
        assertThat(token.isShownBy("")).isFalse();
        assertThat(new Credentials(Optional.empty(), Optional.of(token)).toString())
                .doesNotContain("0123456789");
        Files.writeString(file, "short");
        assertThatThrownBy(() -> ApiToken.read(file)).hasMessageContaining("is not a token of 16 to 512");
    }

    @Test
    void anAddressBeyondThisComputerTakesBoth() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef0123\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Credentials.NONE.checkFor("127.0.0.1");
        Credentials.NONE.checkFor("localhost");
        assertThatThrownBy(() -> Credentials.NONE.checkFor("10.0.0.7")).hasMessageContaining("--tls DIR");
        assertThatThrownBy(() -> Credentials.NONE.checkFor("0.0.0.0")).hasMessageContaining("--tls DIR");
        Credentials certified = Credentials.read(Optional.of(good), Optional.empty());
        assertThatThrownBy(() -> certified.checkFor("10.0.0.7")).hasMessageContaining("--token-file FILE");
        Credentials both = Credentials.read(Optional.of(good), Optional.of(file));
        assertThatCode(() -> both.checkFor("10.0.0.7")).doesNotThrowAnyException();
        Credentials tokenAlone = Credentials.read(Optional.empty(), Optional.of(file));
        assertThatThrownBy(() -> tokenAlone.checkShownTo("10.0.0.7")).hasMessageContaining("without encryption");
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> TlsFiles.in(folder))
                .isInstanceOf(CredentialsRefused.class)
                .hasMessageContaining(why);
    }

    private void copyGood() throws Exception {
        for (String name : List.of("ca.pem", "cert.pem", "key.pem")) {
            Files.copy(
                    good.resolve(name),
                    folder.resolve(name),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private int run(String... words) {
        CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
        return command.setOut(new PrintWriter(new StringWriter())).execute(words);
    }
}
