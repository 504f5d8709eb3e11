package io.numactor.coordinator.router;

import io.numactor.api.v1.OperationResult;
import io.numactor.coordinator.router.lane.Question;
import java.util.Collections;
import java.util.List;

/** What clients want of a router that is about themselves and their owners. */
final class ClientDesk {
    private final RouterCore core;

    ClientDesk(RouterCore core) {
        this.core = core;
    }

    void submit(GatewayCommand.Submit submit) {
        if (submit.call().isGivenUp()) {
            List<OperationResult> nothing =
                    Collections.nCopies(submit.operations().size(), FlightEnds.GIVEN_UP);
            submit.reply().accept(nothing);
        } else {
            submit.call().submitted(core.submit(submit.operations(), submit.reply()));
        }
    }

    void openOwner(GatewayCommand.OpenOwner open) {
        answer(
                open.reply(),
                () -> open.client() == 0
                        ? core.owners().open(open.name(), open.leaseNanos())
                        : core.owners().openFor(open.name(), open.client()));
    }

    void adoptOwner(GatewayCommand.AdoptOwner adopt) {
        try {
            core.owners().adopt(adopt.owner(), adopt.leaseNanos(), adopt.client(), adopt.reply());
        } catch (Refusal refusal) {
            adopt.reply().refuse(refusal.status());
        }
    }

    void listPages(GatewayCommand.ListPages list) {
        try {
            core.list(list.owner(), list.after(), list.reply());
        } catch (Refusal refusal) {
            list.reply().refuse(refusal.status());
        }
    }

    void closeOwner(GatewayCommand.CloseOwner close) {
        try {
            core.owners()
                    .close(close.owner(), close.cpu(), pages -> close.reply().accept(pages));
        } catch (Refusal refusal) {
            close.reply().refuse(refusal.status());
        }
    }

    void openClient(GatewayCommand.OpenClient open) {
        answer(open.reply(), () -> core.owners().openClient(open.leaseNanos()));
    }

    void closeClient(GatewayCommand.CloseClient close) {
        try {
            core.owners()
                    .closeClient(
                            close.client(), close.cpu(), pages -> close.reply().accept(pages));
        } catch (Refusal refusal) {
            close.reply().refuse(refusal.status());
        }
    }

    void keepAlive(GatewayCommand.KeepAlive keep) {
        answer(keep.reply(), () -> {
            core.owners().keepAlive(keep.client());
            return keep.client();
        });
    }

    /** A client that is not known has no owners to keep: their requests are refused. */
    void hold(GatewayCommand.HoldClient hold) {
        try {
            hold.held().take(core.owners().hold(hold.client()));
        } catch (Refusal unknown) {
            hold.held().release();
        }
    }

    void watch(GatewayCommand.WatchOwner watch) {
        answer(watch.reply(), () -> {
            watch.held().take(core.owners().watch(watch.owner(), watch.watcher()));
            return watch.owner();
        });
    }

    private interface Question {
        long ask() throws Refusal;
    }

    private static void answer(GatewayCommand.Reply<Long> reply, Question question) {
        try {
            reply.accept(question.ask());
        } catch (Refusal refusal) {
            reply.refuse(refusal.status());
        }
    }
}
