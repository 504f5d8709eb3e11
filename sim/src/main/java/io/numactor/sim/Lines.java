package io.numactor.sim;

import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import java.util.Locale;
import java.util.stream.Collectors;

/** A message between router and node in one line of a trace. */
final class Lines {
    private Lines() {}

    static String of(NodeJvm node, GatewayJvm gateway, NodeWork work, NodeAnswers answers) {
        return gateway + " to " + node + " (answered below " + work.getAnsweredBelow() + "): "
                + work.getRequestsList().stream().map(Lines::of).collect(Collectors.joining(", ")) + " -> "
                + answers.getAnswersList().stream().map(Lines::of).collect(Collectors.joining(", "));
    }

    private static String of(NodeRequest request) {
        return request.getRequestCase().name().toLowerCase(Locale.ROOT) + " "
                + Long.toHexString(request.getOwner()) + "/" + request.getSequence() + "." + request.getStep() + " #"
                + request.getNumber();
    }

    private static String of(NodeAnswer answer) {
        return answer.hasRefused()
                ? answer.getRefused().getReason().name().toLowerCase(Locale.ROOT)
                : answer.getAnswerCase().name().toLowerCase(Locale.ROOT);
    }
}
