package io.numactor.load;

import io.grpc.Status;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.load.BatchStream.Received;
import io.numactor.load.LoadPlan.Lifetime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Runs a {@link LoadPlan} in a closed loop over one stream: a request goes out when an earlier one is answered, so that
 * never more than the plan's window are unanswered. Opens an owner for it and closes it in the end.
 */
public final class LoadGenerator {
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(200);
    /** How long a held-back load waits before it looks at the clock again. */
    private static final Duration PACE_INTERVAL = Duration.ofMillis(10);

    /** When the process is killed its pages are freed after that. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    private static final long NO_CLIENT = 0;
    private static final long NO_OWNER = 0;

    /** Many times what a cluster takes to give a gateway up whose coordinator died with it. */
    private static final Duration ADOPTION_PATIENCE = Duration.ofMinutes(2);

    private final ApiClient client;
    private final LoadPlan plan;
    private final double maxBlocksPerSecond;
    private volatile boolean stopped;

    /** As fast as the answers come. */
    public LoadGenerator(ApiClient client, LoadPlan plan) {
        this(client, plan, Double.POSITIVE_INFINITY);
    }

    /** Not faster than this rate, so that people can watch. */
    public LoadGenerator(ApiClient client, LoadPlan plan, double maxBlocksPerSecond) {
        this.client = client;
        this.plan = plan;
        this.maxBlocksPerSecond = maxBlocksPerSecond;
    }

    /** Ends the load early: what is unanswered is waited for, then the owner is closed. From any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * Runs to the plan's end.
     *
     * @param progress given a report about five times a second, on this thread
     * @throws ApiException when the gateway cannot be reached, refuses the owner, or does not answer in time
     */
    public LoadReport run(Consumer<LoadReport> progress) throws InterruptedException {
        return plan.keepOwner()
                ? runFor(adopts -> ownerOf(NO_CLIENT, adopts), progress, kept -> {})
                : runFor(adopts -> ownerOf(client.openClient(LEASE), adopts), progress, this::close);
    }

    /** Runs for an owner of this client, which stays open. */
    public LoadReport runFor(ClientSession session, Consumer<LoadReport> progress) throws InterruptedException {
        return runFor(adopts -> ownerOf(session.id(), adopts), progress, kept -> {});
    }

    /** A new owner, or one that is adopted. */
    private Standing ownerOf(long keeper, long adopts) {
        if (adopts == NO_OWNER) {
            return new Standing(client.openOwner("load", keeper), keeper);
        }
        client.adoptOwner(adopts, keeper);
        return new Standing(adopts, keeper);
    }

    private void close(Standing standing) {
        closeOwner(standing.owner());
        client.closeClient(standing.keeper());
    }

    private LoadReport runFor(LongFunction<Standing> opener, Consumer<LoadReport> progress, Consumer<Standing> closer)
            throws InterruptedException {
        try (Run run = new Run(opener, progress)) {
            LoadReport report = toEnd(run);
            closer.accept(run.standing);
            return report;
        }
    }

    private LoadReport toEnd(Run run) throws InterruptedException {
        try {
            return run.toEnd();
        } catch (ApiException e) {
            closeAfter(e, run.standing.owner());
            throw e;
        }
    }

    private void closeAfter(ApiException failure, long owner) {
        try {
            closeOwner(owner);
        } catch (ApiException e) {
            failure.addSuppressed(e);
        }
    }

    private void closeOwner(long owner) {
        client.closeOwner(owner, plan.cpu().orElse(0));
    }

    /** Whose pages they are, and the client whose life keeps them; good for one gateway. */
    private record Standing(long owner, long keeper) {}

    /** A batch on its way: when it was sent, and the blocks it asks for (0: it frees). */
    private record Sent(long nanos, int blocks) {}

    /** One run; all of it on the thread that called. */
    private final class Run implements AutoCloseable {
        private final LongFunction<Standing> opener;
        private final Consumer<LoadReport> progress;
        private final LoadTally tally;
        private Standing standing;
        private BatchStream stream;
        private final Map<Long, Sent> unanswered = new HashMap<>();
        private final long startNanos = System.nanoTime();
        private long lastProgressNanos = startNanos;
        private long lastAnswerNanos = startNanos;
        private long askedBlocks;
        private long nextId = 1;

        Run(LongFunction<Standing> opener, Consumer<LoadReport> progress) {
            this.opener = opener;
            this.progress = progress;
            this.standing = opener.apply(NO_OWNER);
            this.stream = new BatchStream(client, standing.keeper());
            this.tally = new LoadTally(standing.owner(), plan.blocks());
        }

        LoadReport toEnd() throws InterruptedException {
            fillWindow();
            while (!unanswered.isEmpty() || !done()) {
                try {
                    step();
                } catch (GatewayUnreachableException gone) {
                    goOnElsewhere(gone);
                }
            }
            return tally.report(System.nanoTime() - startNanos);
        }

        private void step() throws InterruptedException {
            Optional<Received> received = stream.poll(unanswered.isEmpty() ? PACE_INTERVAL : PROGRESS_INTERVAL);
            received.ifPresent(this::take);
            refuseSilence(received.isPresent() || unanswered.isEmpty());
            reportProgress();
            fillWindow();
        }

        /**
         * What it did not answer counts as refused. An owner that holds pages is taken along; one that frees them goes
         * on at once as another, and what it held the cluster frees by itself.
         */
        private void goOnElsewhere(GatewayUnreachableException gone) throws InterruptedException {
            if (!client.hasOthers()) {
                throw gone;
            }
            unanswered.values().stream()
                    .filter(sent -> sent.blocks() > 0)
                    .forEach(sent -> tally.refused(sent.blocks(), "the gateway went away, another one goes on"));
            unanswered.clear();
            standing = plan.lifetime() == Lifetime.HOLD ? takenAlong() : opener.apply(NO_OWNER);
            tally.goesOnAs(standing.owner());
            stream = new BatchStream(client, standing.keeper());
            lastAnswerNanos = System.nanoTime();
            fillWindow();
        }

        private Standing takenAlong() throws InterruptedException {
            long until = System.nanoTime() + ADOPTION_PATIENCE.toNanos();
            while (true) {
                try {
                    return opener.apply(standing.owner());
                } catch (GatewayUnreachableException notYet) {
                    if (System.nanoTime() > until) {
                        throw notYet;
                    }
                    Thread.sleep(PROGRESS_INTERVAL.toMillis());
                } catch (RequestRefusedException freed) {
                    return opener.apply(NO_OWNER);
                }
            }
        }

        @Override
        public void close() {
            stream.close();
        }

        private void fillWindow() {
            while (unanswered.size() < plan.outstanding() && due() && !done()) {
                int blocks = nextBlocks();
                askedBlocks += blocks;
                Operation operation = Operation.newBuilder()
                        .setAllocate(plan.request(standing.owner(), blocks))
                        .build();
                send(operation, blocks);
            }
        }

        private boolean due() {
            return askedBlocks <= (System.nanoTime() - startNanos) / 1e9 * maxBlocksPerSecond;
        }

        private int nextBlocks() {
            return plan.repeats() ? plan.batch() : (int) Math.min(plan.batch(), plan.blocks() - askedBlocks);
        }

        private boolean done() {
            boolean late = plan.duration()
                    .map(time -> System.nanoTime() - startNanos >= time.toNanos())
                    .orElse(false);
            return stopped || late || (!plan.repeats() && askedBlocks >= plan.blocks());
        }

        private void send(Operation operation, int blocks) {
            long id = nextId++;
            unanswered.put(id, new Sent(System.nanoTime(), blocks));
            stream.send(id, operation);
        }

        private void take(Received received) {
            Sent sent = unanswered.remove(received.result().getId());
            if (sent == null || received.result().getResultsCount() != 1) {
                throw new RequestRefusedException(
                        Status.Code.INTERNAL,
                        "the gateway answered batch " + received.result().getId() + ", which was not asked",
                        new IllegalStateException(received.result().toString()));
            }
            OperationResult result = received.result().getResults(0);
            switch (result.getResultCase()) {
                case ALLOCATED -> allocated(result.getAllocated(), sent, received.nanos() - sent.nanos());
                case FREED -> tally.freed(result.getFreed());
                default -> refused(result, sent);
            }
        }

        private void allocated(AllocateResponse answer, Sent sent, long roundTripNanos) {
            tally.allocated(answer, sent.blocks(), roundTripNanos);
            if (plan.lifetime() == Lifetime.FREE && answer.getRunsCount() > 0) {
                FreeRequest free = FreeRequest.newBuilder()
                        .setOwner(standing.owner())
                        .setCpu(plan.cpu().orElse(0))
                        .addAllRuns(answer.getRunsList())
                        .build();
                send(Operation.newBuilder().setFree(free).build(), 0);
            }
        }

        /** Bad input is the same for every request: no use in asking on. */
        private void refused(OperationResult result, Sent sent) {
            Status.Code code = Status.fromCodeValue(result.getError().getCode()).getCode();
            String message = result.getError().getMessage();
            RequestRefusedException refusal =
                    new RequestRefusedException(code, message, new IllegalStateException(message));
            if (refusal.badInput()) {
                throw refusal;
            }
            tally.refused(sent.blocks(), message);
        }

        private void refuseSilence(boolean answered) {
            long now = System.nanoTime();
            if (answered) {
                lastAnswerNanos = now;
            } else if (now - lastAnswerNanos > client.deadline().toNanos()) {
                throw client.explain(Status.DEADLINE_EXCEEDED.asRuntimeException());
            }
        }

        private void reportProgress() {
            long now = System.nanoTime();
            if (now - lastProgressNanos >= PROGRESS_INTERVAL.toNanos()) {
                lastProgressNanos = now;
                progress.accept(tally.report(now - startNanos));
            }
        }
    }
}
