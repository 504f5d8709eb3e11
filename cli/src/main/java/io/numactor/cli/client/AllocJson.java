package io.numactor.cli.client;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.cli.print.Json;

/** An allocation for programs: the API's answer with the owner and the handles to free it. */
final class AllocJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private AllocJson() {}

    static String print(long owner, boolean kept, AllocateResponse answer) {
        ObjectNode all = JSON.createObjectNode();
        all.put("owner", OwnerId.text(owner));
        all.put("ownerOpen", kept);
        ArrayNode handles = all.putArray("handles");
        answer.getRunsList().forEach(run -> handles.add(Handle.of(run)));
        all.setAll((ObjectNode) JsonText.tree(Json.of(answer)));
        return JsonText.pretty(all);
    }
}
