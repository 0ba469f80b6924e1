-- What a tenant has notarized. A record's bytes are sealed under a key of its own; without its salt nobody can tell what its leaf stood for,
-- so whoever deletes salt, key and bytes erases it.

CREATE TABLE records (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    id          bigint NOT NULL DEFAULT app.new_id(),
    kind        text NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    record_id   text NOT NULL CHECK (length(record_id) BETWEEN 1 AND 200),
    body_sha256 bytea CHECK (length(body_sha256) = 32),
    salt        bytea CHECK (length(salt) = 32),
    -- AES-256-GCM: nonce, ciphertext, tag.
    sealed_body bytea,
    -- The key as it is, or sealed under the tenant's secret record_key.
    body_key    bytea,
    key_sealed  boolean NOT NULL DEFAULT false,
    body_bytes  bigint NOT NULL CHECK (body_bytes >= 0),
    leaf        bytea NOT NULL CHECK (length(leaf) = 32),
    -- In the tenant's tree, from 0; NULL while it waits.
    place       bigint CHECK (place >= 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    erased_at   timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, kind, record_id),
    UNIQUE (tenant_id, place),
    CHECK ((salt IS NULL) = (erased_at IS NOT NULL) AND (body_sha256 IS NULL) = (erased_at IS NOT NULL)),
    CHECK (erased_at IS NULL OR (sealed_body IS NULL AND body_key IS NULL))
);
CREATE INDEX records_by_age ON records (tenant_id, created_at DESC, id);
CREATE INDEX records_waiting ON records (tenant_id, created_at, id) WHERE place IS NULL;

-- The tenant's tree of RFC 6962: its complete subtrees, of which a proof needs a few dozen.
CREATE TABLE nodes (
    tenant_id bigint NOT NULL DEFAULT app.current_tenant(),
    level     integer NOT NULL CHECK (level BETWEEN 0 AND 62),
    position  bigint NOT NULL CHECK (position >= 0),
    hash      bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (tenant_id, level, position)
);

-- What is needed to append to it: how many leaves it has, and its largest complete subtrees.
CREATE TABLE ledgers (
    tenant_id bigint NOT NULL DEFAULT app.current_tenant(),
    size      bigint NOT NULL CHECK (size > 0),
    peaks     bytea NOT NULL,
    PRIMARY KEY (tenant_id),
    -- One of 32 bytes for each bit of the size.
    CHECK (length(peaks) % 32 = 0 AND length(peaks) BETWEEN 32 AND 2016)
);

-- The tree as it was notarized, and what the host's notary told of it.
CREATE TABLE intervals (
    tenant_id     bigint NOT NULL DEFAULT app.current_tenant(),
    -- Of the tenant's tree.
    size          bigint NOT NULL CHECK (size > 0),
    root          bytea NOT NULL CHECK (length(root) = 32),
    salt          bytea NOT NULL CHECK (length(salt) = 32),
    leaf          bytea NOT NULL CHECK (length(leaf) = 32),
    state         text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'waiting', 'sealed', 'sent', 'included', 'safe', 'finalized')),
    -- Why the notary did not take it yet, for a person.
    problem       text,
    leaf_index    bigint CHECK (leaf_index >= 0 AND leaf_index < leaf_count),
    leaf_count    bigint,
    path          bytea CHECK (length(path) % 32 = 0),
    interval_root bytea CHECK (length(interval_root) = 32),
    stream        bytea CHECK (length(stream) = 32),
    previous_link bytea CHECK (length(previous_link) = 32),
    manifest      bytea CHECK (length(manifest) = 32),
    sequence      bigint CHECK (sequence > 0),
    chain_id      bigint CHECK (chain_id > 0),
    contract      bytea CHECK (length(contract) = 20),
    notary        bytea CHECK (length(notary) = 20),
    transaction   bytea CHECK (length(transaction) = 32),
    block_number  bigint CHECK (block_number >= 0),
    block_hash    bytea CHECK (length(block_hash) = 32),
    created_at    timestamptz NOT NULL DEFAULT now(),
    changed_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, size),
    CHECK ((state IN ('included', 'safe', 'finalized')) = (block_number IS NOT NULL)),
    CHECK (state IN ('new', 'waiting') OR leaf_count IS NOT NULL)
);
CREATE INDEX intervals_open ON intervals (tenant_id, size) WHERE state <> 'finalized';
