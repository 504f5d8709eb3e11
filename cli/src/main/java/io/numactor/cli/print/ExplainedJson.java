package io.numactor.cli.print;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.mm.zonelist.ExplainedZonelist;
import io.numactor.mm.zonelist.NodeChoice;
import io.numactor.mm.zonelist.ZoneRef;
import io.numactor.mm.zonelist.ZonelistBuilder;
import io.numactor.mm.zonelist.ZonelistMachine;
import java.util.List;

/** Zonelists with the reasons for them as one JSON object. */
final class ExplainedJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ExplainedJson() {}

    static String print(ZonelistMachine machine, List<ExplainedZonelist> lists) {
        ObjectNode all = JSON.createObjectNode();
        all.put("kernel", machine.kernel().label())
                .put("order", machine.order().label())
                .put("numa", machine.numa())
                .put("listPerZoneType", machine.kernel().hasListPerZoneType());
        ArrayNode nodes = all.putArray("nodes");
        lists.forEach(list -> node(nodes.addObject(), list, machine));
        return all.toPrettyString() + "\n";
    }

    private static void node(ObjectNode json, ExplainedZonelist list, ZonelistMachine machine) {
        ArrayNode order = json.put("node", list.nid()).putArray("fallbackOrder");
        list.order().forEach(order::add);
        ArrayNode steps = json.putArray("steps");
        for (int step = 0; step < list.choices().size(); step++) {
            ObjectNode one = steps.addObject();
            choice(one, list.choices().get(step));
            zones(one.putArray("list"), list.fillings().get(step));
        }
        ArrayNode lists = json.putArray("lists");
        ZonelistBuilder.types(machine).forEach(type -> {
            ObjectNode one = lists.addObject().put("highestZone", type.label());
            zones(one.putArray("zones"), list.zonelists().fallback(type));
            zones(one.putArray("thisNode"), list.zonelists().noFallback(type));
        });
    }

    private static void choice(ObjectNode json, NodeChoice choice) {
        json.put("node", choice.nid())
                .put("distance", choice.distance())
                .put("charged", choice.charged())
                .put("loadAfter", choice.loadAfter());
        ArrayNode candidates = json.putArray("candidates");
        choice.candidates()
                .forEach(candidate -> candidates
                        .addObject()
                        .put("node", candidate.nid())
                        .put("distance", candidate.distance())
                        .put("below", candidate.below())
                        .put("cpus", candidate.cpus())
                        .put("load", candidate.load())
                        .put("value", candidate.value()));
    }

    private static void zones(ArrayNode json, List<ZoneRef> zones) {
        zones.forEach(zone -> json.add(zone.toString()));
    }
}
