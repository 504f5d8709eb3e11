package io.numactor.systemtests;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.AllocationServiceGrpc;
import io.numactor.api.v1.MachineServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** Sends bad messages to the ports of a cluster, one of several that do, and counts what they are told. */
final class Abuser {
    private static final int OUTSTANDING = 20;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int FRAMES_OF_CONNECTION = 20;
    private static final List<MethodDescriptor<byte[], byte[]>> METHODS = Stream.of(
                    AllocationServiceGrpc.getServiceDescriptor(), MachineServiceGrpc.getServiceDescriptor())
            .flatMap(service -> service.getMethods().stream())
            .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY)
            .map(Abuser::raw)
            .toList();

    private final BadBytes bytes;
    private final ConcurrentMap<Status.Code, Integer> told;

    /**
     * One that has sent nothing yet.
     *
     * @param told how often which status came back over gRPC, to any of them
     */
    Abuser(long seed, ConcurrentMap<Status.Code, Integer> told) {
        this.bytes = new BadBytes(seed);
        this.told = told;
    }

    private static MethodDescriptor<byte[], byte[]> raw(MethodDescriptor<?, ?> method) {
        return MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setFullMethodName(method.getFullMethodName())
                .setType(method.getType())
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Calls, each with a message that was not made for it; returns when all are answered. */
    void grpc(ManagedChannel channel, int messages) {
        Semaphore room = new Semaphore(OUTSTANDING);
        for (int message = 0; message < messages; message++) {
            room.acquireUninterruptibly();
            MethodDescriptor<byte[], byte[]> method = METHODS.get(bytes.below(METHODS.size()));
            ClientCalls.asyncUnaryCall(
                    channel.newCall(method, CallOptions.DEFAULT), bytes.message(), new StreamObserver<byte[]>() {
                        @Override
                        public void onNext(byte[] answer) {}

                        @Override
                        public void onError(Throwable failure) {
                            told.merge(Status.fromThrowable(failure).getCode(), 1, Integer::sum);
                            room.release();
                        }

                        @Override
                        public void onCompleted() {
                            told.merge(Status.Code.OK, 1, Integer::sum);
                            room.release();
                        }
                    });
        }
        room.acquireUninterruptibly(OUTSTANDING);
    }

    /** Requests, one after the other on a connection while the server keeps it. */
    void http(int port, int messages) throws IOException {
        int sent = 0;
        while (sent < messages) {
            try (Socket socket = connected(port)) {
                byte[] answer = new byte[1 << 16];
                boolean kept = true;
                while (kept && sent < messages) {
                    socket.getOutputStream().write(bytes.http());
                    sent++;
                    socket.setSoTimeout(bytes.below(500) == 0 ? PATIENCE_MILLIS : 200);
                    int read = socket.getInputStream().read(answer);
                    kept = read > 0
                            && !startsWith(answer, read, "HTTP/1.1 400")
                            && bytes.below(FRAMES_OF_CONNECTION) > 0;
                }
            } catch (java.net.SocketException | java.net.SocketTimeoutException e) {
                // cut off, or waiting for a body that was announced longer than it is: the next connection
            }
        }
    }

    private static boolean startsWith(byte[] answer, int length, String text) {
        return new String(answer, 0, Math.min(length, text.length()), StandardCharsets.US_ASCII).equals(text);
    }

    /** Frames between the JVMs: from noise to a well-formed envelope from nobody. */
    void artery(int port, int messages) throws IOException {
        int sent = 0;
        while (sent < messages) {
            try (Socket socket = connected(port)) {
                OutputStream out = socket.getOutputStream();
                out.write(("AKKA" + (char) bytes.below(5)).getBytes(StandardCharsets.ISO_8859_1));
                for (int frame = 0; frame < FRAMES_OF_CONNECTION && sent < messages; frame++) {
                    sent++;
                    byte[] envelope = envelope(port);
                    out.write(frame(bytes.below(3) == 0 ? bytes.mutated(envelope) : envelope));
                }
                out.flush();
            } catch (java.net.SocketException e) {
                // cut off: the next connection
            }
        }
    }

    /** Fixed fields, then names as literals, then bytes of a message. */
    private byte[] envelope(int port) {
        byte[] to = literal("pekko://abused@127.0.0.1:" + port + "/user/x");
        byte[] manifest = literal(String.valueOf((char) ('a' + bytes.below(26))));
        byte[] message = bytes.message();
        ByteBuffer buffer = ByteBuffer.allocate(28 + 4 + to.length + manifest.length + message.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(new byte[4]).putLong(bytes.below(1 << 20)).putInt(bytes.below(2) == 0 ? 770_001 : bytes.below(40));
        buffer.putInt(0).putInt(32).putInt(32 + to.length).putInt(0);
        return buffer.put(to).put(manifest).put(message).array();
    }

    private static byte[] literal(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(2 + ascii.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) ascii.length)
                .put(ascii)
                .array();
    }

    private byte[] frame(byte[] payload) {
        int length = bytes.below(50) == 0 ? bytes.below(Integer.MAX_VALUE) : payload.length;
        return ByteBuffer.allocate(4 + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .put(payload)
                .array();
    }

    private static Socket connected(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }
}
