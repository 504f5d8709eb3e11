package io.numactor.proto;

import java.time.Duration;

/**
 * How long the parts of a cluster wait for each other, nanoseconds.
 *
 * @param retryNanos a question without an answer is asked again after this, then after twice as long, and so on
 * @param suspectNanos a node that was asked and says nothing for this long is passed over by new requests
 * @param renewNanos how often leases are renewed
 * @param leaseNanos how long a node may serve, and a router keep its owners, without hearing of the coordinator
 */
public record Timing(long retryNanos, long suspectNanos, long renewNanos, long leaseNanos) {
    public static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(1).toNanos(),
            Duration.ofMillis(500).toNanos(),
            Duration.ofSeconds(1).toNanos(),
            Duration.ofSeconds(15).toNanos());
}
