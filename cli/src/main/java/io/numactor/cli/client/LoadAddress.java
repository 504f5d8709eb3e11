package io.numactor.cli.client;

import io.numactor.cli.UsageProblem;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code --load-address}: {@code 64M}, {@code 1G}, {@code 0x4000000}. */
final class LoadAddress {
    private static final Pattern FORM = Pattern.compile("(0x[0-9a-fA-F]{1,12}|[0-9]{1,12})([KMG]?)");

    private LoadAddress() {}

    static long parse(String text) {
        Matcher address = FORM.matcher(text);
        if (!address.matches()) {
            throw refused(text);
        }
        String digits = address.group(1).toLowerCase(Locale.ROOT);
        BigInteger value = digits.startsWith("0x") ? new BigInteger(digits.substring(2), 16) : new BigInteger(digits);
        BigInteger bytes = value.shiftLeft("KMG"
                                .indexOf(
                                        address.group(2).isEmpty()
                                                ? '?'
                                                : address.group(2).charAt(0))
                        * 10
                + 10);
        long start = bytes.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
        if (!io.numactor.machine.document.LoadAddress.isPossible(start)) {
            throw refused(text);
        }
        return start;
    }

    private static UsageProblem refused(String text) {
        return new UsageProblem("--load-address " + text + " is no multiple of 2M from 16M on");
    }
}
