package io.numactor.mm.alloc;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Names of request flags in the order in which the kernel looks them up when it prints (Linux 6.1). */
final class GfpNames {
    private record Name(String name, int bits) {}

    private static final String NONE = "none";

    private static final List<Name> TABLE = List.of(
            new Name("GFP_TRANSHUGE", GfpFlags.GFP_TRANSHUGE),
            new Name("GFP_TRANSHUGE_LIGHT", GfpFlags.GFP_TRANSHUGE_LIGHT),
            new Name("GFP_HIGHUSER_MOVABLE", GfpFlags.GFP_HIGHUSER_MOVABLE),
            new Name("GFP_HIGHUSER", GfpFlags.GFP_HIGHUSER),
            new Name("GFP_USER", GfpFlags.GFP_USER),
            new Name("GFP_KERNEL_ACCOUNT", GfpFlags.GFP_KERNEL_ACCOUNT),
            new Name("GFP_KERNEL", GfpFlags.GFP_KERNEL),
            new Name("GFP_NOFS", GfpFlags.GFP_NOFS),
            new Name("GFP_ATOMIC", GfpFlags.GFP_ATOMIC),
            new Name("GFP_NOIO", GfpFlags.GFP_NOIO),
            new Name("GFP_NOWAIT", GfpFlags.GFP_NOWAIT),
            new Name("GFP_DMA", GfpFlags.DMA),
            new Name("__GFP_HIGHMEM", GfpFlags.HIGHMEM),
            new Name("GFP_DMA32", GfpFlags.DMA32),
            new Name("__GFP_HIGH", GfpFlags.HIGH),
            new Name("__GFP_ATOMIC", GfpFlags.ATOMIC_CONTEXT),
            new Name("__GFP_IO", GfpFlags.IO),
            new Name("__GFP_FS", GfpFlags.FS),
            new Name("__GFP_NOWARN", GfpFlags.NOWARN),
            new Name("__GFP_RETRY_MAYFAIL", GfpFlags.RETRY_MAYFAIL),
            new Name("__GFP_NOFAIL", GfpFlags.NOFAIL),
            new Name("__GFP_NORETRY", GfpFlags.NORETRY),
            new Name("__GFP_COMP", GfpFlags.COMP),
            new Name("__GFP_ZERO", GfpFlags.ZERO),
            new Name("__GFP_NOMEMALLOC", GfpFlags.NOMEMALLOC),
            new Name("__GFP_MEMALLOC", GfpFlags.MEMALLOC),
            new Name("__GFP_HARDWALL", GfpFlags.HARDWALL),
            new Name("__GFP_THISNODE", GfpFlags.THISNODE),
            new Name("__GFP_RECLAIMABLE", GfpFlags.RECLAIMABLE),
            new Name("__GFP_MOVABLE", GfpFlags.MOVABLE),
            new Name("__GFP_ACCOUNT", GfpFlags.ACCOUNT),
            new Name("__GFP_WRITE", GfpFlags.WRITE),
            new Name("__GFP_RECLAIM", GfpFlags.RECLAIM),
            new Name("__GFP_DIRECT_RECLAIM", GfpFlags.DIRECT_RECLAIM),
            new Name("__GFP_KSWAPD_RECLAIM", GfpFlags.KSWAPD_RECLAIM),
            new Name("__GFP_ZEROTAGS", GfpFlags.ZEROTAGS));

    /** Names that the kernel has but never prints. */
    private static final List<Name> SOURCE_ONLY =
            List.of(new Name("__GFP_DMA", GfpFlags.DMA), new Name("__GFP_DMA32", GfpFlags.DMA32));

    private GfpNames() {}

    static String format(int gfp) {
        if (gfp == 0) {
            return NONE;
        }
        List<String> words = new ArrayList<>();
        int left = gfp;
        for (Name entry : TABLE) {
            if (left != 0 && (left & entry.bits) == entry.bits) {
                words.add(entry.name);
                left &= ~entry.bits;
            }
        }
        if (left != 0) {
            words.add("0x" + Integer.toHexString(left));
        }
        return String.join("|", words);
    }

    static int parse(String text) {
        int gfp = 0;
        for (String word : text.trim().split("\\|", -1)) {
            gfp |= bits(word.trim());
        }
        return gfp;
    }

    private static int bits(String word) {
        if (word.equals(NONE)) {
            return 0;
        }
        if (word.startsWith("0x") || word.startsWith("0X")) {
            return hex(word);
        }
        return Stream.concat(TABLE.stream(), SOURCE_ONLY.stream())
                .filter(entry -> entry.name.equals(word))
                .mapToInt(Name::bits)
                .findFirst()
                .orElseThrow(() -> unknown(word));
    }

    private static int hex(String word) {
        try {
            return Integer.parseUnsignedInt(word.substring(2), 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + word + "' is not a hexadecimal number of 32 bits", e);
        }
    }

    private static IllegalArgumentException unknown(String word) {
        return new IllegalArgumentException(
                "'" + word + "' is no request flag of Linux 6.1; flags look like GFP_KERNEL|__GFP_ZERO or 0xdc0");
    }
}
