package io.numactor.cli.print;

import static io.numactor.cli.print.FieldLines.hex;

import io.numactor.api.v1.FlagsField;
import io.numactor.api.v1.Page;
import io.numactor.proto.WireTypes;

/** One page frame: where it is, its flags word field by field, and what holds it. */
final class PageText {
    private PageText() {}

    static String print(Page page) {
        FieldLines lines = new FieldLines()
                .line("pfn", hex(page.getPfn()) + " (" + page.getPfn() + "), physical " + hex(page.getPfn() << 12))
                .line("node", page.getZone().getNode())
                .line("zone", zone(page))
                .line("section", page.getSection())
                .line(
                        "page_zone()",
                        "node " + page.getZone().getNode() + ", zone " + zone(page) + ", zone id " + page.getZoneId())
                .line("flags", hex(page.getFlags()));
        for (FlagsField field : page.getFieldsList()) {
            lines.line(
                    "  " + field.getName(),
                    hex(field.getValue()) + "  bits " + field.getShift() + "-"
                            + (field.getShift() + field.getWidth() - 1));
        }
        lines.line("pageblock", page.getPageblock());
        lines.line("held by", holder(page));
        return lines.text();
    }

    private static String zone(Page page) {
        return WireTypes.zone(page.getZone().getZone()).label();
    }

    private static String holder(Page page) {
        String block = "order " + page.getOrder() + " from pfn " + hex(page.getHeadPfn());
        return switch (page.getUse()) {
            case "free" -> "free list " + page.getType() + ", " + block;
            case "pageset" ->
                "pageset of CPU " + (page.getCpuPlusOne() - 1) + ", list " + page.getType() + ", " + block;
            case "allocated" ->
                "owner " + Long.toUnsignedString(page.getOwner()) + ", " + page.getType() + ", " + block;
            case "reserved" -> "the kernel: reserved since boot";
            default -> "nobody: a hole, no RAM of this zone";
        };
    }
}
