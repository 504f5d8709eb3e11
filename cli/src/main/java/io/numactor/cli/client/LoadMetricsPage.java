package io.numactor.cli.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.numactor.cli.UsageProblem;
import io.numactor.load.LoadReport;
import io.numactor.runtime.metrics.Metrics;
import io.numactor.runtime.metrics.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Serves {@code /metrics} of a load while it runs, on loopback: a load has no actor system to serve it with. */
final class LoadMetricsPage implements AutoCloseable {
    private static final int OK = 200;

    private final HttpServer server;
    private final Metrics metrics = new Metrics();
    private volatile List<Sample> latest = List.of();

    private LoadMetricsPage(HttpServer server) {
        this.server = server;
        metrics.register(() -> CompletableFuture.completedFuture(latest));
        server.createContext("/metrics", this::answer);
        server.start();
    }

    /** Opens the page; port 0 takes any free one. */
    static LoadMetricsPage open(int port) {
        try {
            return new LoadMetricsPage(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        } catch (IOException e) {
            throw new UsageProblem("--metrics-port: cannot listen on port " + port + ": " + e.getMessage(), e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What the next scrape says. */
    void show(LoadReport report) {
        latest = report.metrics();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = metrics.scrape().toCompletableFuture().join().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(OK, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        metrics.close();
    }
}
