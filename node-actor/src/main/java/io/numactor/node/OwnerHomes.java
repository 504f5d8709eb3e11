package io.numactor.node;

import io.numactor.mm.node.OwnerPages;
import io.numactor.mm.node.PgData;
import io.numactor.proto.AdoptionTokens;
import io.numactor.proto.OwnerIds;
import io.numactor.wire.Adopted;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.Refused;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which router each owner has its home on. An owner is opened on one, whose session is part of its id, and may be adopted
 * by another when that is gone. Each adoption has a greater token than the one before; every request of an adopted
 * owner carries it, and what comes with a smaller one is a delayed request of a router that had the owner before.
 */
final class OwnerHomes {
    private final PgData pgdat;
    private final Map<Long, Home> adopted = new HashMap<>();
    private final Set<Long> closed = new HashSet<>();
    private final Set<Long> over = new HashSet<>();

    private record Home(long session, long token) {}

    OwnerHomes(PgData pgdat) {
        this.pgdat = pgdat;
    }

    /** Session of the router that has the owner. */
    long of(long owner) {
        Home home = adopted.get(owner);
        return home == null ? OwnerIds.session(owner) : home.session();
    }

    /** By which adoption it has it; 0: it was opened there. */
    long token(long owner) {
        Home home = adopted.get(owner);
        return home == null ? 0 : home.token();
    }

    /** Whether everything of this session was freed, and nothing of it is carried out any more. */
    boolean isOver(long session) {
        return over.contains(session);
    }

    /** Why the request may not touch the owner's pages. What knows of a later adoption than this life of the node is believed. */
    Optional<Refused> refusal(NodeRequest request, long session) {
        if (request.getToken() == 0 && adopted.isEmpty()) {
            return Optional.empty();
        }
        long owner = request.getOwner();
        if (Long.compareUnsigned(request.getToken(), token(owner)) < 0) {
            return Optional.of(PageWork.refused(
                    Refused.Reason.REASON_ADOPTED,
                    "owner " + Long.toUnsignedString(owner) + " was taken to another gateway"));
        }
        learn(owner, session, request.getToken());
        return Optional.empty();
    }

    private void learn(long owner, long session, long token) {
        if (Long.compareUnsigned(token, token(owner)) > 0) {
            adopted.put(owner, new Home(session, token));
        }
    }

    /** The router that has the owner has closed it: if it was adopted, nobody can adopt it again. */
    void close(long owner) {
        if (adopted.containsKey(owner)) {
            closed.add(owner);
        }
    }

    /** Whose the owner is; after a question with a token this session's, unless what it held was freed or the term is over. */
    Adopted adopt(NodeRequest question, long session, long promisedTerm) {
        long owner = question.getOwner();
        long token = question.getToken();
        boolean freed = isOver(of(owner)) || closed.contains(owner);
        if (!freed && AdoptionTokens.term(token) >= promisedTerm) {
            learn(owner, session, token);
        }
        OwnerPages pages = pgdat.ownerPages(owner);
        return Adopted.newBuilder()
                .setHome(of(owner))
                .setToken(token(owner))
                .setTerm(promisedTerm)
                .setFreed(freed)
                .setPages(pages.held())
                .setReclaimed(pages.reclaimed())
                .build();
    }

    /** Frees everything of a router that is gone; nobody can adopt it any more. */
    void end(long session) {
        over.add(session);
        pgdat.ownerPages().stream()
                .map(OwnerPages::owner)
                .filter(owner -> of(owner) == session)
                .forEach(owner -> pgdat.closeOwner(owner, 0));
        adopted.keySet().removeIf(owner -> OwnerIds.session(owner) == session && pgdat.ownedPages(owner) == 0);
        closed.retainAll(adopted.keySet());
    }

    /** Routers whose owners hold pages here, or that had owners before these were adopted. */
    SortedSet<Long> sessions() {
        SortedSet<Long> sessions = new TreeSet<>();
        pgdat.owners().keySet().forEach(owner -> sessions.add(of(owner)));
        adopted.keySet().forEach(owner -> sessions.add(OwnerIds.session(owner)));
        sessions.removeAll(over);
        return sessions;
    }
}
