package io.numactor.sim;

import io.grpc.Status;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.coordinator.router.Refusal;
import io.numactor.coordinator.router.RouterCore;
import io.numactor.coordinator.router.Ticket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A client with a connection to one gateway, in order and without loss until one end dies. It allocates, frees, gives
 * up, closes its owner and opens another, and keeps in the {@link Claims} what it was told to have.
 */
final class SimClient {
    private static final int THINK_MILLIS = 60;
    private static final int LINK_MICROS = 400;
    private static final int KEEP_ALIVE_MILLIS = 500;
    private static final long OWNER_LEASE_NANOS = 2_000_000_000L;
    private static final int MAX_HELD = 400;
    private static final int MAX_BATCH = 4;

    private final World world;
    private final String name;
    private final Chance chance;
    private final Set<Claims.Claim> held = new LinkedHashSet<>();
    private final StaleHandles stale;
    private final SimRequests requests;
    private Optional<GatewayJvm> gateway = Optional.empty();
    private long gatewayLife;
    private long owner;
    private boolean leasesTogether;
    private long keeper;
    private long session;
    private Optional<Orphan> orphan = Optional.empty();
    private boolean working = true;
    private long lastToGateway;
    private long lastFromGateway;

    SimClient(World world, int index, Chance chance) {
        this.world = world;
        this.name = "client" + index;
        this.chance = chance;
        this.stale = new StaleHandles(world);
        this.requests = new SimRequests(world.nodes().size(), chance);
    }

    void begin() {
        world.agenda().afterMillis(chance.below(THINK_MILLIS), "client", this::connect);
    }

    /** It will finish what it is doing and only hold on to what it has. */
    void rest() {
        working = false;
    }

    /** It goes on. */
    void resume() {
        working = true;
        if (owner == 0) {
            session++;
            connect();
        }
    }

    /** As by kill: nobody frees what it held. */
    void die() {
        world.trace(name + " dies");
        orphan = Optional.empty();
        forgetAll();
        session++;
        owner = 0;
        long mine = session;
        world.agenda().afterMillis(chance.between(500, 3_000), "client", () -> {
            if (mine == session) {
                connect();
            }
        });
    }

    private void connect() {
        if (!working) {
            return;
        }
        List<GatewayJvm> alive = world.gateways().stream().filter(Jvm::isAlive).toList();
        if (alive.isEmpty()) {
            later(this::connect);
            return;
        }
        GatewayJvm chosen = world.oneGatewayFirst() ? alive.get(0) : chance.oneOf(alive);
        gateway = Optional.of(chosen);
        gatewayLife = chosen.uid();
        session++;
        keeper = 0;
        leasesTogether = chance.happens(0.5);
        orphan.ifPresentOrElse(left -> adopt(chosen, left), this::open);
    }

    /** Goes on with the owner that it had on a gateway that died. */
    private void adopt(GatewayJvm jvm, Orphan left) {
        long mine = session;
        asks(
                router -> {
                    long client = leasesTogether ? client(router) : 0;
                    jvm.belongs(left.owner(), this, mine);
                    router.owners().adopt(left.owner(), OWNER_LEASE_NANOS, client, left.reply(this, mine, pages -> {
                        keeper = client;
                        owner = left.owner();
                        world.trace(name + " has adopted " + Long.toHexString(owner));
                        list(jvm, left, "");
                    }));
                },
                refusal -> notAdopted(left, refusal.status()));
    }

    /** The adoption was refused: for good, or for now. */
    void notAdopted(Orphan left, Status why) {
        world.trace(name + " cannot adopt " + Long.toHexString(left.owner()) + ": " + why.getDescription());
        orphan = left.after(why);
        onOwnerLost(left.owner());
        later(this::connect);
    }

    private void list(GatewayJvm jvm, Orphan left, String after) {
        long mine = session;
        asks(
                router -> router.list(left.owner(), after, left.reply(this, mine, page -> {
                    page.getRunsList().forEach(this::take);
                    if (!page.getNext().isEmpty()) {
                        list(jvm, left, page.getNext());
                    } else {
                        orphan = Optional.empty();
                        left.check(world, jvm, held);
                        next();
                    }
                })),
                refusal -> notAdopted(left, refusal.status()));
    }

    private interface RouterCall {
        void on(RouterCore router) throws Refusal;
    }

    /** Has the router do something that it may refuse. */
    private void asks(RouterCall call, Consumer<Refusal> refused) {
        long mine = session;
        tells(() -> gateway.ifPresent(jvm -> jvm.doing(router -> {
            try {
                call.on(router);
            } catch (Refusal refusal) {
                hears(mine, () -> refused.accept(refusal));
            }
        })));
    }

    private void later(Runnable action) {
        long mine = session;
        world.agenda().afterMillis(1 + chance.below(THINK_MILLIS), "client", () -> {
            if (mine == session) {
                action.run();
            }
        });
    }

    /** To the gateway, if it still lives then; else the connection breaks. */
    private void tells(Runnable action) {
        long mine = session;
        lastToGateway = Math.max(lastToGateway, world.agenda().now() / 1_000 + chance.below(LINK_MICROS));
        world.agenda().afterMicros(lastToGateway - world.agenda().now() / 1_000, "request", () -> {
            if (mine == session) {
                if (gateway.filter(jvm -> jvm.isAlive(gatewayLife)).isPresent()) {
                    action.run();
                } else {
                    broken();
                }
            }
        });
    }

    /** From the gateway, over the connection with this number; nothing is heard of an earlier one. */
    void hears(long mine, Runnable action) {
        lastFromGateway = Math.max(lastFromGateway, world.agenda().now() / 1_000 + chance.below(LINK_MICROS));
        world.agenda().afterMicros(lastFromGateway - world.agenda().now() / 1_000, "reply", () -> {
            if (mine == session) {
                action.run();
            }
        });
    }

    /** The gateway is gone: whatever it was holding for this client, the client gives up. */
    void gatewayDied(GatewayJvm jvm) {
        if (gateway.filter(jvm::equals).isPresent()) {
            long mine = session;
            world.agenda().afterMillis(chance.between(5, 200), "broken", () -> {
                if (mine == session) {
                    broken();
                }
            });
        }
    }

    private void broken() {
        world.trace(name + " has lost its connection");
        session++;
        if (owner != 0) {
            orphan = chance.happens(0.8) ? Optional.of(new Orphan(owner, List.copyOf(held))) : Optional.empty();
        }
        forgetAll();
        owner = 0;
        later(this::connect);
    }

    private void open() {
        long mine = session;
        asks(
                router -> {
                    long client = leasesTogether ? client(router) : 0;
                    long id = leasesTogether
                            ? router.owners().openFor(name, client)
                            : router.owners().open(name, OWNER_LEASE_NANOS);
                    gateway.ifPresent(jvm -> jvm.belongs(id, this, mine));
                    hears(mine, () -> {
                        keeper = client;
                        owner = id;
                        world.trace(name + " is owner " + Long.toHexString(id));
                        next();
                    });
                },
                refusal -> later(this::connect));
    }

    /** The client that it is to this router, or becomes now. */
    private long client(RouterCore router) throws Refusal {
        try {
            router.owners().keepAlive(keeper);
            return keeper;
        } catch (Refusal unknown) {
            return router.owners().openClient(OWNER_LEASE_NANOS);
        }
    }

    private void next() {
        if (!working) {
            keepAlive();
            return;
        }
        later(() -> {
            int dice = chance.below(100);
            if (owner == 0) {
                connect();
            } else if (dice < 3) {
                close();
            } else if (held.size() > MAX_HELD || (dice < 28 && !held.isEmpty())) {
                free();
            } else {
                allocate();
            }
        });
    }

    /** One request, or several of one batch. */
    private void allocate() {
        List<Operation> batch = new ArrayList<>();
        do {
            batch.add(requests.allocation(owner));
        } while (batch.size() < MAX_BATCH && chance.happens(0.3));
        submit(batch);
    }

    /** It only holds on to what it has. */
    private void keepAlive() {
        long kept = owner;
        long mine = session;
        world.agenda().afterMillis(KEEP_ALIVE_MILLIS, "client", () -> {
            if (mine == session && kept == owner && kept != 0) {
                asks(router -> router.owners().keepAlive(leasesTogether ? keeper : kept), refusal -> onOwnerLost(kept));
                next();
            }
        });
    }

    private void close() {
        long closing = owner;
        long mine = session;
        world.trace(name + " closes " + Long.toHexString(owner));
        forgetAll();
        owner = 0;
        asks(router -> router.owners().close(closing, 0, pages -> hears(mine, this::next)), refusal -> next());
    }

    private void free() {
        List<Claims.Claim> chosen = new ArrayList<>();
        double share = chance.happens(0.2) ? 1 : 0.3;
        held.stream().filter(claim -> chance.happens(share)).forEach(chosen::add);
        chosen.forEach(this::drop);
        if (chance.happens(0.5)) {
            chosen.addAll(stale.ofDeadLives());
        }
        if (chosen.isEmpty()) {
            next();
        } else {
            submit(List.of(requests.free(owner, chosen)));
        }
    }

    private void submit(List<Operation> operations) {
        long asking = owner;
        long mine = session;
        tells(() -> gateway.ifPresent(jvm -> jvm.doing(router -> {
            HintWatch.Departure departure = world.hints().departs(jvm);
            Ticket ticket = router.submit(operations, results -> {
                world.hints().arrives(departure, results);
                hears(mine, () -> take(asking, results));
            });
            considerGivingUp(jvm, ticket);
        })));
    }

    private void considerGivingUp(GatewayJvm jvm, Ticket ticket) {
        if (!chance.happens(0.1)) {
            return;
        }
        long life = jvm.uid();
        world.agenda().afterMicros(chance.below(4_000), "give up", () -> {
            if (jvm.isAlive(life)) {
                jvm.doing(router -> router.giveUp(ticket));
            }
        });
    }

    private void take(long asking, List<OperationResult> results) {
        results.forEach(result -> take(asking, result));
        next();
    }

    private void take(long asking, OperationResult result) {
        if (result.hasAllocated() && asking == owner) {
            take(result.getAllocated());
        }
        if (result.hasError() && result.getError().getCode() == Status.Code.NOT_FOUND.value() && asking == owner) {
            onOwnerLost(asking);
        }
    }

    private void take(AllocateResponse response) {
        response.getRunsList().forEach(this::take);
    }

    private void take(PageRun run) {
        for (int block = 0; block < run.getBlocks(); block++) {
            Claims.Claim claim = new Claims.Claim(
                    this,
                    owner,
                    run.getNode(),
                    run.getIncarnation(),
                    run.getPfn() + ((long) block << run.getOrder()),
                    run.getOrder(),
                    run.getGrant());
            world.claims().take(claim);
            held.add(claim);
            world.life(claim.incarnation()).ifPresent(node -> world.watch().known(node, claim));
        }
    }

    void onPagesLost(long ofOwner, int nid, long incarnation) {
        List.copyOf(held).stream()
                .filter(claim -> claim.owner() == ofOwner && claim.nid() == nid && claim.incarnation() == incarnation)
                .forEach(this::drop);
    }

    void onOwnerLost(long lost) {
        if (owner == lost) {
            forgetAll();
            owner = 0;
        }
    }

    private void forgetAll() {
        List.copyOf(held).forEach(this::drop);
        stale.forget();
    }

    private void drop(Claims.Claim claim) {
        held.remove(claim);
        stale.add(claim);
        world.claims().drop(claim);
    }

    @Override
    public String toString() {
        return name;
    }
}
