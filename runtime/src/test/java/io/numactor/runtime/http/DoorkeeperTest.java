package io.numactor.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.runtime.security.ApiToken;
import io.numactor.runtime.security.CallRates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorkeeperTest {
    @TempDir
    private Path folder;

    private static HttpRequest request(String path, String... headers) {
        HttpRequest request =
                HttpRequest.GET("http://127.0.0.1:26001" + path).addHeader(RawHeader.create("Host", "127.0.0.1:26001"));
        for (int i = 0; i < headers.length; i += 2) {
            request = request.addHeader(RawHeader.create(headers[i], headers[i + 1]));
        }
        return request;
    }

    private static int status(Doorkeeper door, HttpRequest request) {
        return door.refusal(request)
                .map(HttpResponse::status)
                .map(status -> status.intValue())
                .orElse(200);
    }

    @Test
    void whoShowsTheTokenComesInAndHealthIsForAll() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        Doorkeeper door = new Doorkeeper(Optional.of(ApiToken.read(file)), new CallRates(100));
        assertThat(status(door, request("/v1/machine"))).isEqualTo(401);
        assertThat(status(door, request("/metrics", "Authorization", "Bearer 0123456789abcdee")))
                .isEqualTo(401);
        assertThat(status(door, request("/metrics", "Authorization", "Bearer 0123456789abcdef")))
                .isEqualTo(200);
        assertThat(status(door, request("/health/live"))).isEqualTo(200);
        assertThat(door.refusal(request("/v1/x")).orElseThrow().getHeader("WWW-Authenticate"))
                .isPresent();
    }

    @Test
    void aPageOfAnotherSiteIsKeptOut() {
        Doorkeeper door = new Doorkeeper(Optional.empty(), new CallRates(100));
        assertThat(status(door, request("/v1/change", "Origin", "http://example.org")))
                .isEqualTo(403);
        assertThat(status(door, request("/v1/change", "Origin", "null"))).isEqualTo(403);
        assertThat(status(door, request("/v1/change", "Origin", "http://127.0.0.1:26001")))
                .isEqualTo(200);
        assertThat(status(door, request("/v1/change"))).isEqualTo(200);
    }

    @Test
    void whoCallsTooOftenIsToldTheLimit() {
        Doorkeeper door = new Doorkeeper(Optional.empty(), new CallRates(2));
        assertThat(status(door, request("/v1/x"))).isEqualTo(200);
        assertThat(status(door, request("/v1/x"))).isEqualTo(200);
        assertThat(status(door, request("/v1/x"))).isEqualTo(429);
    }
}
