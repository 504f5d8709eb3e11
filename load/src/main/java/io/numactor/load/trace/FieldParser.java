package io.numactor.load.trace;

import io.numactor.mm.page.MigrateType;
import java.nio.charset.StandardCharsets;

/** Reads an event's {@code name=value} fields. Every field that its kind must have has to be there. */
final class FieldParser {
    private static final int PFN = 1;
    private static final int ORDER = 1 << 1;
    private static final int TYPE = 1 << 2;
    private static final int GFP = 1 << 3;
    private static final int NID = 1 << 4;
    private static final int STEAL_ORDER = 1 << 5;
    private static final int STEAL_TYPE = 1 << 6;
    private static final int STEALER_TYPE = 1 << 7;
    private static final int ZONE_START = 1 << 8;
    private static final int SUCCEEDED = 1 << 9;
    private static final int CHILD = 1 << 10;
    private static final int PID = 1 << 11;
    private static final int UNUSED = 0;

    private static final int MAX_ORDER = 10;
    private static final int MAX_TYPE = MigrateType.count() - 1;

    private final LineFields fields;
    private final GfpCache gfps = new GfpCache();
    private byte[] text = {};

    FieldParser(LineFields fields) {
        this.fields = fields;
    }

    void parse(byte[] bytes, int from, int end) throws TornLineException {
        text = bytes;
        int missing = wanted(fields.kind);
        int at = from;
        while (at < end && missing != 0) {
            int word = at;
            int equals = -1;
            while (at < end && text[at] != ' ' && text[at] != ',') {
                if (equals < 0 && text[at] == '=') {
                    equals = at;
                }
                at++;
            }
            if (equals > 0) {
                missing &= ~field(missing, word, equals, at);
            }
            at++;
        }
        if (missing != 0) {
            throw new TornLineException(
                    fields.kind + " without its field number " + Integer.numberOfTrailingZeros(missing));
        }
    }

    private static int wanted(EventKind kind) {
        return switch (kind) {
            case ALLOC -> PFN | ORDER | TYPE | GFP;
            case FREE, FREE_BATCHED -> PFN | ORDER;
            case ZONE_LOCKED, PCPU_DRAIN -> PFN | ORDER | TYPE;
            case EXTFRAG -> PFN | STEAL_ORDER | STEAL_TYPE | STEALER_TYPE;
            case WAKEUP_KSWAPD -> NID | ORDER | GFP;
            case KSWAPD_WAKE -> NID | ORDER;
            case KSWAPD_SLEEP -> NID;
            case COMPACTION_BEGIN, COMPACTION_END -> ZONE_START;
            case MIGRATE -> SUCCEEDED;
            case FORK -> CHILD;
            case OOM_VICTIM -> PID;
            case RECLAIM_BEGIN, RECLAIM_END, MARKER, OTHER -> UNUSED;
        };
    }

    /** Reads one field if it is among those that are missing; answers which it was. */
    private int field(int missing, int from, int equals, int to) throws TornLineException {
        int field = name(from, equals) & missing;
        switch (field) {
            case PFN, ZONE_START -> fields.pfn = pfn(equals + 1, to);
            case ORDER, STEAL_ORDER -> fields.order = bounded(equals + 1, to, MAX_ORDER);
            case TYPE, STEAL_TYPE -> fields.type = bounded(equals + 1, to, MAX_TYPE);
            case STEALER_TYPE -> fields.argument = bounded(equals + 1, to, MAX_TYPE);
            case NID -> fields.argument = bounded(equals + 1, to, 1023);
            case SUCCEEDED, CHILD, PID -> fields.argument = bounded(equals + 1, to, Integer.MAX_VALUE);
            case GFP -> fields.gfp = gfps.value(text, equals + 1, to);
            default -> {}
        }
        return field;
    }

    private int name(int from, int to) {
        int length = to - from;
        byte first = text[from];
        return switch (length) {
            case 3 -> first == 'n' ? NID : text[from + 1] == 'f' ? PFN : PID;
            case 5 -> first == 'o' ? ORDER : UNUSED;
            case 9 -> first == 'g' ? GFP : first == 'c' ? CHILD : UNUSED;
            case 10 -> first == 'z' && text[from + 5] == 's' ? ZONE_START : UNUSED;
            case 11 -> first == 'm' ? TYPE : UNUSED;
            case 12 -> first == 'n' && text[from + 3] == 's' ? SUCCEEDED : UNUSED;
            case 14 -> first == 'f' ? STEAL_ORDER : UNUSED;
            case 17 -> first == 'a' ? STEALER_TYPE : UNUSED;
            case 20 -> first == 'f' ? STEAL_TYPE : UNUSED;
            default -> UNUSED;
        };
    }

    private int bounded(int from, int to, int most) throws TornLineException {
        long value = decimal(from, to);
        if (value > most) {
            throw new TornLineException(value + " is more than " + most);
        }
        return (int) value;
    }

    private long pfn(int from, int to) throws TornLineException {
        boolean hex = to - from > 2 && text[from] == '0' && text[from + 1] == 'x';
        return hex ? hexadecimal(from + 2, to) : decimal(from, to);
    }

    private long decimal(int from, int to) throws TornLineException {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                throw damaged(from, to);
            }
            value = value * 10 + digit;
        }
        if (to == from || to - from > 18) {
            throw damaged(from, to);
        }
        return value;
    }

    private long hexadecimal(int from, int to) throws TornLineException {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                throw damaged(from, to);
            }
            value = value << 4 | digit;
        }
        if (to - from > 13) {
            throw damaged(from, to);
        }
        return value;
    }

    private TornLineException damaged(int from, int to) {
        return new TornLineException("'" + new String(text, from, Math.min(40, to - from), StandardCharsets.ISO_8859_1)
                + "' is not a number");
    }
}
