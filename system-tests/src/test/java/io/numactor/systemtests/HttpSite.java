package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

/** A server that speaks HTTP. */
final class HttpSite {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String root;

    HttpSite(String root) {
        this.root = root;
    }

    static HttpSite onPort(int port) {
        return new HttpSite("http://127.0.0.1:" + port);
    }

    /** An answer: its status and its body. */
    record Answer(int status, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    Answer post(String path, String body) {
        return send("POST", path, body);
    }

    Answer send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .timeout(LIMIT)
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + root + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends a request and closes the connection without waiting for the answer. */
    void postAndLeave(String path, String body) {
        URI uri = URI.create(root + path);
        try (Socket client = new Socket(uri.getHost(), uri.getPort())) {
            String request = "POST " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body;
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(uri.toString(), e);
        }
    }

    /** One Server-Sent Event. */
    record Event(String type, String data) {}

    /** What is told of an owner from now on. */
    Events watch(long owner) {
        URI uri = URI.create(root + "/v1/owners/" + Long.toUnsignedString(owner));
        try {
            HttpResponse<Stream<String>> response =
                    CLIENT.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            return new Events(response.body().iterator());
        } catch (IOException e) {
            throw new UncheckedIOException(uri.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A stream of Server-Sent Events. */
    record Events(Iterator<String> lines) {
        /** The next one with data: the others keep the connection open. */
        Event next() {
            String data = "";
            String type = "";
            for (String line = lines.next(); !line.isEmpty() || data.isEmpty(); line = lines.next()) {
                data = line.startsWith("data:") ? line.substring("data:".length()) : data;
                type = line.startsWith("event:") ? line.substring("event:".length()) : type;
            }
            return new Event(type, data);
        }

        /** Waits for the end, unless there is an event first. */
        boolean isOver() {
            return !lines.hasNext();
        }
    }
}
