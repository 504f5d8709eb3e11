package io.numactor.cli.print;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;

/** The API's messages in protobuf's JSON mapping, as the HTTP API gives them: 64-bit numbers are strings. */
public final class Json {
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().alwaysPrintFieldsWithNoPresence();

    private Json() {}

    /** One object over several lines, without an end of the last line. */
    public static String of(Message message) {
        try {
            return PRINTER.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message that cannot be printed: " + message.getClass(), e);
        }
    }
}
