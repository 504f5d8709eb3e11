package io.numactor.load;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Keeps owners alive while this process lives: when it is killed, the gateway frees all their pages. */
public final class ClientSession implements AutoCloseable {
    private final ApiClient client;
    private final long id;
    private final ScheduledExecutorService pulse;

    private ClientSession(ApiClient client, long id, Duration lease) {
        this.client = client;
        this.id = id;
        this.pulse = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "keep-alive");
            thread.setDaemon(true);
            return thread;
        });
        long every = lease.toMillis() / 3;
        pulse.scheduleWithFixedDelay(this::beat, every, every, TimeUnit.MILLISECONDS);
    }

    /** @param lease after so long without this process the owners are closed */
    public static ClientSession open(ApiClient client, Duration lease) {
        return new ClientSession(client, client.openClient(lease), lease);
    }

    /** The client that owners are opened for. */
    public long id() {
        return id;
    }

    /** A gateway that cannot be reached may be back for the next. */
    private void beat() {
        try {
            client.keepAlive(id);
        } catch (GatewayUnreachableException notNow) {
            // Tried again before the lease is over.
        }
    }

    /** Says nothing more; the owners live until they are closed, or the lease is over. */
    @Override
    public void close() {
        pulse.shutdownNow();
    }
}
