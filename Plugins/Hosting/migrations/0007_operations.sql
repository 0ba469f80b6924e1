-- What people do with miners: where each stands, orders to many at once, maintenance, tickets, notes, warranties.

-- Where a miner stands in its site, for the map. Apart from miners: most rows of a list do not need it.
CREATE TABLE miner_places (
    tenant_id  bigint NOT NULL DEFAULT app.current_tenant(),
    miner_id   bigint NOT NULL,
    rack       text NOT NULL CHECK (length(rack) BETWEEN 1 AND 40),
    -- Shelves from the top, and places from the left, both from 1.
    row_number bigint NOT NULL CHECK (row_number BETWEEN 1 AND 100),
    position   bigint NOT NULL CHECK (position BETWEEN 1 AND 100),
    PRIMARY KEY (tenant_id, miner_id),
    FOREIGN KEY (tenant_id, miner_id) REFERENCES miners (tenant_id, id) ON DELETE CASCADE
);

-- One thing that somebody had done with many miners. Its miners stand in operation_miners, each with what became of it.
CREATE TABLE operations (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    id           bigint NOT NULL DEFAULT app.new_id(),
    action       text NOT NULL
        CHECK (action IN ('set_status', 'set_site', 'restart', 'sleep', 'wake', 'set_pools', 'limit_power')),
    -- What the action needs: a status, a site, pools, watts.
    arguments    jsonb NOT NULL,
    -- The operation that this one takes back.
    undoes_id    bigint,
    author       text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz,
    cancelled_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    -- Taken back once.
    UNIQUE (tenant_id, undoes_id),
    FOREIGN KEY (tenant_id, undoes_id) REFERENCES operations (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX operations_by_time ON operations (tenant_id, created_at DESC, id);
CREATE INDEX operations_open ON operations (tenant_id, created_at) WHERE finished_at IS NULL;

-- Rows stay when a miner goes, so the number of the miner is no reference.
CREATE TABLE operation_miners (
    tenant_id     bigint NOT NULL DEFAULT app.current_tenant(),
    operation_id  bigint NOT NULL,
    miner_id      bigint NOT NULL,
    serial_number text NOT NULL,
    -- 'sent' while an order is out: what a crash leaves so is known to be of unknown outcome.
    state         text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'ended')),
    outcome       text,
    detail        text NOT NULL DEFAULT '',
    -- What this miner is to get in place of the operation's arguments: what it had before, when an operation is taken back.
    wanted        jsonb,
    -- How it was before, for taking it back: a status, a site's number, pools.
    before        jsonb,
    changed_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, operation_id, miner_id),
    FOREIGN KEY (tenant_id, operation_id) REFERENCES operations (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX operation_miners_open ON operation_miners (tenant_id, operation_id, miner_id) WHERE state <> 'ended';

-- From when until when a site or a miner is worked on. Exactly one of the two is named, and the row is of its tenant: whoever has miners
-- in a site sees the site's windows as it sees the site.
CREATE TABLE maintenance_windows (
    tenant_id  bigint NOT NULL DEFAULT app.current_tenant(),
    id         bigint NOT NULL DEFAULT app.new_id(),
    site_id    bigint,
    miner_id   bigint,
    from_at    timestamptz NOT NULL,
    until_at   timestamptz NOT NULL,
    reason     text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    -- Who made it: a client does not end its provider's.
    author_tenant_id bigint NOT NULL DEFAULT app.current_tenant(),
    author     text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CHECK (until_at > from_at),
    CHECK ((site_id IS NULL) <> (miner_id IS NULL)),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, miner_id) REFERENCES miners (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX maintenance_windows_by_end ON maintenance_windows (tenant_id, until_at);
CREATE INDEX maintenance_windows_by_site ON maintenance_windows (tenant_id, site_id);
CREATE INDEX maintenance_windows_by_miner ON maintenance_windows (tenant_id, miner_id);

-- Faults and wishes about a miner. A row belongs to the miner's tenant, so that a client and its provider both see it.
CREATE TABLE tickets (
    tenant_id        bigint NOT NULL DEFAULT app.current_tenant(),
    id               bigint NOT NULL DEFAULT app.new_id(),
    miner_id         bigint NOT NULL,
    title            text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    body             text NOT NULL DEFAULT '' CHECK (length(body) <= 10000),
    state            text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'in_work', 'closed')),
    -- Who opened it: a client changes only what it opened itself.
    author_tenant_id bigint NOT NULL DEFAULT app.current_tenant(),
    author           text NOT NULL DEFAULT '',
    created_at       timestamptz NOT NULL DEFAULT now(),
    changed_at       timestamptz NOT NULL DEFAULT now(),
    closed_at        timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, miner_id) REFERENCES miners (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX tickets_by_miner ON tickets (tenant_id, miner_id);
CREATE INDEX tickets_by_state ON tickets (tenant_id, state, changed_at DESC);

-- What was noted about a miner, or under one of its tickets. Notes are only added.
CREATE TABLE miner_notes (
    tenant_id        bigint NOT NULL DEFAULT app.current_tenant(),
    id               bigint NOT NULL DEFAULT app.new_id(),
    miner_id         bigint NOT NULL,
    ticket_id        bigint,
    body             text NOT NULL CHECK (length(body) BETWEEN 1 AND 10000),
    author           text NOT NULL DEFAULT '',
    created_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, miner_id) REFERENCES miners (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX miner_notes_by_miner ON miner_notes (tenant_id, miner_id, created_at DESC);
CREATE INDEX miner_notes_by_ticket ON miner_notes (tenant_id, ticket_id);

-- A miner's warranty and where a claim stands.
CREATE TABLE warranties (
    tenant_id        bigint NOT NULL DEFAULT app.current_tenant(),
    id               bigint NOT NULL DEFAULT app.new_id(),
    miner_id         bigint NOT NULL,
    vendor           text NOT NULL CHECK (length(vendor) BETWEEN 1 AND 200),
    warranty_until   date,
    rma_number       text NOT NULL DEFAULT '' CHECK (length(rma_number) <= 100),
    -- Null until the machine goes to its vendor.
    state            text CHECK (state IN ('sent', 'returned', 'replaced', 'refused')),
    sent_on          date,
    ended_on         date,
    author_tenant_id bigint NOT NULL DEFAULT app.current_tenant(),
    author           text NOT NULL DEFAULT '',
    created_at       timestamptz NOT NULL DEFAULT now(),
    changed_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, miner_id) REFERENCES miners (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX warranties_by_miner ON warranties (tenant_id, miner_id);
