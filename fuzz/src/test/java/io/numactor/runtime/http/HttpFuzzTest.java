package io.numactor.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.numactor.fuzz.Embedded;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Paths, queries and JSON bodies of the HTTP API: no status of 500 or above but 503. */
final class HttpFuzzTest {
    private static final HttpRoutes ROUTES = Embedded.routes();
    private static final List<String> METHODS = List.of("GET", "POST", "DELETE");

    static Stream<Arguments> seeds() {
        return Stream.of(
                Arguments.of(1, "/v1/owners", "{\"name\": \"shell\", \"leaseSeconds\": 5}"),
                Arguments.of(2, "/v1/owners/7404217257615687684", ""),
                Arguments.of(
                        1,
                        "/v1/allocate",
                        "{\"owner\": \"1\", \"node\": 0, \"order\": 2, \"gfp\": \"GFP_KERNEL\","
                                + " \"policy\": {\"mode\": \"MODE_BIND\", \"nodes\": \"0\"}}"),
                Arguments.of(1, "/v1/free", "{\"owner\": \"1\", \"runs\": [{\"pfn\": \"145880\", \"blocks\": 1}]}"),
                Arguments.of(
                        1, "/v1/change", "{\"setSysctl\": {\"name\": \"vm.zone_reclaim_mode\", \"value\": \"1\"}}"),
                Arguments.of(0, "/v1/page?pfn=0x1000", ""),
                Arguments.of(0, "/v1/page?pfn=0x7fffffffffffffff", ""),
                Arguments.of(0, "/v1/sysctls?name=vm.min_free_kbytes", ""),
                Arguments.of(0, "/v1/zoneinfo?nodes=0-3", ""),
                Arguments.of(0, "/v1/machine", ""));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void handle(int method, @NotNull String target, @NotNull String body) throws Exception {
        String name = METHODS.get(Math.floorMod(method, METHODS.size()));
        HttpRequest request;
        try {
            request = HttpRequest.create()
                    .withMethod(HttpMethods.lookup(name).orElseThrow())
                    .withUri(Uri.create("http://localhost" + (target.startsWith("/") ? target : "/v1/" + target)))
                    .withEntity(body);
            request.getUri().query().toMultiMap();
        } catch (IllegalUriException e) {
            return;
        }
        HttpResponse response = Embedded.within(
                ROUTES.find(name, request.getUri().path()).handle(request).toCompletableFuture());
        assertThat(response.status().intValue()).matches(status -> status < 500 || status == 503);
    }
}
