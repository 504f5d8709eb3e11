package io.numactor.machine.acpi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds one ACPI table, little endian; header, length and checksum are filled in at the end. */
final class TableWriter {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final String signature;
    private final int revision;

    TableWriter(String signature, int revision) {
        this.signature = signature;
        this.revision = revision;
    }

    TableWriter u8(int value) {
        body.write(value);
        return this;
    }

    TableWriter u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    TableWriter u32(long value) {
        return u16((int) value).u16((int) (value >>> 16));
    }

    TableWriter u64(long value) {
        return u32(value).u32(value >>> 32);
    }

    TableWriter zeros(int count) {
        for (int i = 0; i < count; i++) {
            u8(0);
        }
        return this;
    }

    byte[] table() {
        ByteBuffer table =
                ByteBuffer.allocate(TableBytes.HEADER_BYTES + body.size()).order(ByteOrder.LITTLE_ENDIAN);
        table.put(ascii(signature))
                .putInt(table.capacity())
                .put((byte) revision)
                .put((byte) 0);
        table.put(ascii("NUMACT"))
                .put(ascii("NUMACTOR"))
                .putInt(1)
                .put(ascii("NUMA"))
                .putInt(1);
        table.put(body.toByteArray());
        int sum = 0;
        for (byte b : table.array()) {
            sum += b;
        }
        return table.put(9, (byte) -sum).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
