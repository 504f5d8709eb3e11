package io.numactor.load.replay;

import io.numactor.mm.zone.Zone;

/** What the model's zones looked like when one of its placements differed. */
final class Causes {
    private final ReplayMachine machine;
    private final Zone[] zones;

    Causes(ReplayMachine machine, Zone[] zones) {
        this.machine = machine;
        this.zones = zones;
    }

    /** The zone that the choice hinged on is the one of the two that the walk comes to first. */
    Cause of(Request request, int real, int emulated) {
        if (request.choice().interleaveNid() >= 0) {
            return Cause.MAPPING;
        }
        int hinge = first(request, real, emulated);
        long above = above(request, hinge);
        if (Math.abs(above) <= (long) machine.cpus() * machine.zone(hinge).threshold()) {
            return Cause.AT_MARK;
        }
        if (zones[hinge].boost() > 0) {
            return Cause.BOOST;
        }
        return above > 0 && hinge == real && request.order() > 0 ? Cause.NO_BLOCK : Cause.LATE;
    }

    private int first(Request request, int real, int emulated) {
        for (int zone : machine.walk(request)) {
            if (zone == real || zone == emulated) {
                return zone;
            }
        }
        return real;
    }

    private long above(Request request, int zone) {
        return zones[zone].freePages() - low(zone) - reserve(request, zone);
    }

    private long low(int zone) {
        return machine.zone(zone).params().watermarks().low() + zones[zone].boost();
    }

    private long reserve(Request request, int zone) {
        return machine.zone(zone)
                .params()
                .lowmemReserve()
                .get(request.highestZone().ordinal());
    }

    /** Every zone of the walk, with its pages. */
    String describe(Request request) {
        StringBuilder text = new StringBuilder();
        for (int zone : machine.walk(request)) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(machine.zone(zone).key())
                    .append(" free ")
                    .append(zones[zone].freePages())
                    .append(" low ")
                    .append(low(zone))
                    .append(" reserve ")
                    .append(reserve(request, zone));
        }
        return text.toString();
    }
}
