package io.numactor.mm.watermark;

/** The marks of a zone, in pages, without boost: {@code _watermark[]} of struct zone (6.1). */
public record Watermarks(long min, long low, long high, long promo) {
    public static final Watermarks ZERO = new Watermarks(0, 0, 0, 0);
}
