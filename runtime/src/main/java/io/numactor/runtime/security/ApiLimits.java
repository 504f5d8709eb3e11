package io.numactor.runtime.security;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How much clients may ask of one JVM before it refuses; {@code numactor.limits} of the settings. What a single request
 * may hold is with those who read requests.
 *
 * @param messageBytes largest message of gRPC
 * @param bodyBytes largest body of HTTP
 * @param headerBytes largest headers of a call, all together
 * @param callsPerConnection calls of one gRPC connection at a time
 * @param connections at a time, gRPC and HTTP each
 * @param operations operations that a gateway has taken and not answered, over all its clients
 * @param callsPerSecond calls of one client address in a second, gRPC and HTTP each; a stream is one call
 * @param idle after which a connection without calls is closed
 */
public record ApiLimits(
        int messageBytes,
        int bodyBytes,
        int headerBytes,
        int callsPerConnection,
        int connections,
        int operations,
        int callsPerSecond,
        Duration idle) {
    /** Those of the settings. */
    public static ApiLimits of(Config settings) {
        Config limits = settings.getConfig("numactor.limits");
        return new ApiLimits(
                Math.toIntExact(limits.getBytes("message")),
                Math.toIntExact(limits.getBytes("body")),
                Math.toIntExact(limits.getBytes("header")),
                limits.getInt("calls-per-connection"),
                limits.getInt("connections"),
                limits.getInt("operations"),
                limits.getInt("calls-per-second"),
                limits.getDuration("idle"));
    }
}
