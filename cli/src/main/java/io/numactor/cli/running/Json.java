package io.numactor.cli.running;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** The JSON that the launcher's commands print. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Indented, without a line end. */
    public static String text(JsonNode node) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** On one line. */
    public static String line(JsonNode node) {
        return node.toString();
    }

    public static ObjectNode cluster(ClusterRecord cluster) {
        Ports ports = new Ports(cluster.portOffset());
        ObjectNode node = object();
        node.put("name", cluster.name())
                .put("machine", cluster.machine())
                .put("profile", cluster.profile().name().toLowerCase(Locale.ROOT))
                .put("portOffset", cluster.portOffset())
                .put("startedMillis", cluster.startedMillis())
                .put("jvms", cluster.jvms());
        node.put("http", cluster.reach().url(ports.controlHttp(0)));
        node.put("grpc", cluster.reach().host() + ":" + ports.controlGrpc(0));
        ArrayNode gateways = node.putArray("gateways");
        cluster.gateways().forEach(gateway -> gateways.add(cluster.reach().host() + ":" + gateway.grpcPort()));
        if (!cluster.reach().tls().isEmpty()) {
            node.put("tls", cluster.reach().tls());
        }
        if (!cluster.reach().tokenFile().isEmpty()) {
            node.put("tokenFile", cluster.reach().tokenFile());
        }
        ArrayNode members = node.putArray("members");
        cluster.members().forEach(member -> members.add(member(member)));
        return node;
    }

    private static ObjectNode member(MemberRecord member) {
        ObjectNode node = object();
        node.put("who", member.who());
        ArrayNode roles = node.putArray("roles");
        member.roles().forEach(roles::add);
        ArrayNode nodes = node.putArray("nodes");
        member.nodes().forEach(nodes::add);
        node.put("pid", member.process().pid()).put("alive", member.process().isAlive());
        putPort(node, "arteryPort", member.arteryPort());
        putPort(node, "httpPort", member.httpPort());
        putPort(node, "grpcPort", member.grpcPort());
        return node.put("log", member.log());
    }

    private static void putPort(ObjectNode node, String name, int port) {
        if (port != 0) {
            node.put(name, port);
        }
    }
}
