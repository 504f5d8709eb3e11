package io.numactor.runtime.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often each client may call: one bucket of tokens for each address, which holds those of a second and fills
 * evenly. Usable from several threads.
 */
public final class CallRates {
    /** Addresses remembered; one that has not called for the longest time is forgotten first, with a full bucket. */
    private static final int MAX_CLIENTS = 4096;

    private static final double NANOS_PER_SECOND = 1e9;

    private final int perSecond;
    private final LongSupplier nanoTime;
    private final Map<Object, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Bucket> eldest) {
            return size() > MAX_CLIENTS;
        }
    };

    private static final class Bucket {
        private double tokens;
        private long filledAt;

        Bucket(double tokens, long filledAt) {
            this.tokens = tokens;
            this.filledAt = filledAt;
        }
    }

    public CallRates(int perSecond) {
        this(perSecond, System::nanoTime);
    }

    CallRates(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
    }

    /** What a client that called too often is told. */
    public String refusal() {
        return "more than " + perSecond + " calls a second from your address; send slower, or use a stream of batches";
    }

    /** Whether this client may call now; then the call is counted. */
    public synchronized boolean allows(Object client) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(client, any -> new Bucket(perSecond, now));
        double gained = (now - bucket.filledAt) / NANOS_PER_SECOND * perSecond;
        bucket.tokens = Math.min(perSecond, bucket.tokens + gained);
        bucket.filledAt = now;
        if (bucket.tokens < 1) {
            return false;
        }
        bucket.tokens--;
        return true;
    }
}
