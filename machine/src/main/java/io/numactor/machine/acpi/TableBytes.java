package io.numactor.machine.acpi;

import io.numactor.machine.document.SourceFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** One ACPI table whose header, length and checksum hold; little endian, offsets from the table's start. */
final class TableBytes {
    static final int HEADER_BYTES = 36;

    private final SourceFile source;
    private final ByteBuffer bytes;

    private TableBytes(SourceFile source, ByteBuffer bytes) {
        this.source = source;
        this.bytes = bytes;
    }

    /** Checks signature, length and checksum. */
    static TableBytes checked(SourceFile source, String signature) {
        byte[] raw = source.bytes();
        if (raw.length < HEADER_BYTES) {
            throw source.refuseOffset(raw.length, "the table ends inside its header of " + HEADER_BYTES + " bytes");
        }
        TableBytes table = new TableBytes(source, ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN));
        String found = new String(raw, 0, 4, StandardCharsets.ISO_8859_1);
        if (!found.equals(signature)) {
            throw source.refuseOffset(0, "the signature is not " + signature);
        }
        table.checkLengthAndSum(raw);
        return table;
    }

    private void checkLengthAndSum(byte[] raw) {
        long length = u32(4);
        if (length != raw.length) {
            throw source.refuseOffset(4, "the header says " + length + " bytes, the file has " + raw.length);
        }
        int sum = 0;
        for (byte b : raw) {
            sum += b;
        }
        if ((sum & 0xff) != 0) {
            throw source.refuseOffset(9, "wrong checksum: all bytes sum up to %d mod 256, not 0".formatted(sum & 0xff));
        }
    }

    int length() {
        return bytes.limit();
    }

    int revision() {
        return u8(8);
    }

    /** Refuses the table when fewer than {@code count} bytes are left at {@code offset}. */
    void need(int offset, long count, String what) {
        if (count < 0 || offset + count > length()) {
            throw source.refuseOffset(
                    offset, what + " needs " + count + " bytes, " + (length() - offset) + " are left");
        }
    }

    int u8(int offset) {
        return Byte.toUnsignedInt(bytes.get(offset));
    }

    int u16(int offset) {
        return Short.toUnsignedInt(bytes.getShort(offset));
    }

    long u32(int offset) {
        return Integer.toUnsignedLong(bytes.getInt(offset));
    }

    /** A 64-bit field that must be within [0, most]. */
    long u64(int offset, long most, String what) {
        long value = bytes.getLong(offset);
        if (value < 0 || value > most) {
            throw source.refuseOffset(
                    offset, "%s 0x%x is not allowed; allowed: 0 to 0x%x".formatted(what, value, most));
        }
        return value;
    }

    /** A value that was read at {@code offset} and must be within [0, most]. */
    int bounded(int offset, long value, int most, String what) {
        if (value > most) {
            throw source.refuseOffset(offset, what + " " + value + " is not allowed; allowed: 0 to " + most);
        }
        return (int) value;
    }

    RuntimeException refuse(int offset, String reason) {
        return source.refuseOffset(offset, reason);
    }
}
