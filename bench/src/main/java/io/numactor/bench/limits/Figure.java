package io.numactor.bench.limits;

/**
 * One line of the results: medians over all bursts.
 *
 * @param ratio product / limit
 */
public record Figure(String name, String unit, double product, double limit, double ratio) {
    static Figure of(String name, String unit, double product, double limit) {
        return new Figure(name, unit, product, limit, product / limit);
    }
}
