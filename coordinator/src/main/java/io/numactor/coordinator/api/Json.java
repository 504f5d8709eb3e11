package io.numactor.coordinator.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;

/** Messages in protobuf's own mapping to JSON, in which 64-bit numbers are strings; with all fields that have a default. */
final class Json {
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().alwaysPrintFieldsWithNoPresence();

    private Json() {}

    /** For people as well. */
    static String text(MessageOrBuilder message) {
        return print(PRINTER, message) + "\n";
    }

    /** Without a line break. */
    static String line(MessageOrBuilder message) {
        return print(PRINTER.omittingInsignificantWhitespace(), message);
    }

    private static String print(JsonFormat.Printer printer, MessageOrBuilder message) {
        try {
            return printer.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message of ours has no JSON", e);
        }
    }
}
