package io.numactor.load;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.Policy;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a closed-loop load does: takes {@code pages} pages in blocks of {@code 2^order}, {@code batch} blocks a request,
 * with at most {@code outstanding} requests unanswered.
 *
 * @param node the node to start at; empty: the CPU's
 * @param cpu the allocating CPU; empty: the first of the node
 * @param order block size, 2^order pages of 4 KiB, 0..10
 * @param pages pages to take in all, rounded up to whole blocks
 * @param lifetime whether blocks are kept to the end, or freed as soon as they are had
 * @param batch blocks asked for by one request
 * @param outstanding requests that may be unanswered at a time
 * @param policy the memory policy; empty: default
 * @param gfp request flags by name; empty: GFP_HIGHUSER_MOVABLE
 * @param duration stop after this time even if pages are left; with {@link Lifetime#FREE} go on until then
 * @param keepOwner leave the owner and its pages when done
 * @param reclaimable whether the pages are page cache, which reclaim may take back
 */
public record LoadPlan(
        OptionalInt node,
        OptionalInt cpu,
        int order,
        long pages,
        Lifetime lifetime,
        int batch,
        int outstanding,
        Optional<Policy> policy,
        String gfp,
        Optional<Duration> duration,
        boolean keepOwner,
        boolean reclaimable) {
    public static final int MAX_ORDER = 10;
    public static final long MAX_PAGES = 100_000_000;
    public static final int MAX_BATCH = 4096;
    public static final int MAX_OUTSTANDING = 1024;
    public static final int DEFAULT_BATCH = 64;
    public static final int DEFAULT_OUTSTANDING = 4;

    /** How long blocks live. */
    public enum Lifetime {
        /** Kept until the load ends. */
        HOLD,
        /** Freed once their request is answered: a steady state. */
        FREE
    }

    /** Refuses what is out of range; the message names the option of the command. */
    public LoadPlan {
        inRange("--order", order, 0, MAX_ORDER);
        inRange("--pages", pages, 1, MAX_PAGES);
        inRange("--batch", batch, 1, MAX_BATCH);
        inRange("--outstanding", outstanding, 1, MAX_OUTSTANDING);
        if (duration.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
            throw new IllegalArgumentException("--duration is not above 0");
        }
    }

    /** A load whose pages stay until it frees them. */
    public LoadPlan(
            OptionalInt node,
            OptionalInt cpu,
            int order,
            long pages,
            Lifetime lifetime,
            int batch,
            int outstanding,
            Optional<Policy> policy,
            String gfp,
            Optional<Duration> duration,
            boolean keepOwner) {
        this(node, cpu, order, pages, lifetime, batch, outstanding, policy, gfp, duration, keepOwner, false);
    }

    /** Takes {@code pages} pages of order 0 at a node and keeps them, with the default batch and window. */
    public static LoadPlan hold(int node, long pages) {
        return new LoadPlan(
                OptionalInt.of(node),
                OptionalInt.empty(),
                0,
                pages,
                Lifetime.HOLD,
                DEFAULT_BATCH,
                DEFAULT_OUTSTANDING,
                Optional.empty(),
                "",
                Optional.empty(),
                false);
    }

    /**
     * Checks one value.
     *
     * @throws IllegalArgumentException naming the option, the value and the range
     */
    public static void inRange(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " " + value + " is not in " + least + ".." + most);
        }
    }

    /** Blocks to ask for in all. */
    public long blocks() {
        long blockPages = 1L << order;
        return (pages + blockPages - 1) / blockPages;
    }

    /** Whether only the clock ends it. */
    public boolean repeats() {
        return lifetime == Lifetime.FREE && duration.isPresent();
    }

    /** One request for {@code count} blocks. */
    AllocateRequest request(long owner, int count) {
        AllocateRequest.Builder request = AllocateRequest.newBuilder()
                .setOwner(owner)
                .setOrder(order)
                .setCount(count)
                .setGfp(gfp)
                .setReclaimable(reclaimable);
        node.ifPresent(request::setNode);
        cpu.ifPresent(request::setCpu);
        policy.ifPresent(request::setPolicy);
        return request.build();
    }
}
