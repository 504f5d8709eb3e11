package io.numactor.systemtests;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Collects what a server streams until it ends. */
final class Answers<T> implements StreamObserver<T> {
    private final List<T> answers = new ArrayList<>();
    private final CompletableFuture<List<T>> end = new CompletableFuture<>();

    @Override
    public synchronized void onNext(T answer) {
        answers.add(answer);
    }

    @Override
    public synchronized void onCompleted() {
        end.complete(List.copyOf(answers));
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    /** All answers, once the server is done. */
    List<T> await() {
        try {
            return end.get(Gateway.DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw Status.fromThrowable(e).asRuntimeException();
        } catch (TimeoutException e) {
            throw new AssertionError("the server did not end the stream", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
