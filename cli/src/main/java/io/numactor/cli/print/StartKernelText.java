package io.numactor.cli.print;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.kernel.StartKernel;

/** The order in which {@code start_kernel} brings memory management up. */
final class StartKernelText {
    private StartKernelText() {}

    static String print(KernelVersion kernel) {
        TextTable table = new TextTable(">STEP", "FUNCTION", "WHAT");
        int step = 1;
        for (StartKernel.Step call : StartKernel.memoryPart(kernel)) {
            table.row(step++, call.function(), call.what());
        }
        return table.text();
    }

    static String json(KernelVersion kernel) {
        ArrayNode steps = JsonMapper.builder().build().createArrayNode();
        for (StartKernel.Step call : StartKernel.memoryPart(kernel)) {
            steps.addObject().put("function", call.function()).put("what", call.what());
        }
        return steps.toPrettyString() + "\n";
    }
}
