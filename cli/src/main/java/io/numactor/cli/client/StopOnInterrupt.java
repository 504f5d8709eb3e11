package io.numactor.cli.client;

import io.numactor.load.LoadGenerator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** While open, Ctrl-C ends a load in order: what is unanswered is waited for, and its owner is closed. */
final class StopOnInterrupt implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;

    private final LoadGenerator generator;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "stop-load");

    StopOnInterrupt(LoadGenerator generator) {
        this.generator = generator;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stopAndWait() {
        generator.stop();
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is already ending: the hook has done its work.
            return;
        }
    }
}
