package io.numactor.load;

import java.util.Arrays;
import java.util.List;

/** Where a gateway answers gRPC. */
public record GatewayAddress(String host, int port) {
    private static final int HIGHEST_PORT = 65_535;

    /**
     * {@code HOST:PORT}, or several, separated by commas.
     *
     * @throws IllegalArgumentException when one of them is not of that form
     */
    public static List<GatewayAddress> parse(String text) {
        return Arrays.stream(text.split(",", -1)).map(GatewayAddress::one).toList();
    }

    private static GatewayAddress one(String text) {
        int colon = text.lastIndexOf(':');
        String digits = text.substring(colon + 1);
        if (colon <= 0 || !digits.matches("\\d{1,5}") || !isPort(Integer.parseInt(digits))) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT with a port in 1.." + HIGHEST_PORT);
        }
        return new GatewayAddress(text.substring(0, colon), Integer.parseInt(digits));
    }

    /** Whether it is a port that something can listen on. */
    public static boolean isPort(long port) {
        return port >= 1 && port <= HIGHEST_PORT;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
