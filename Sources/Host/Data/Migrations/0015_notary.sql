-- The notary of the host: what waits to be anchored on a chain, the intervals that were made of it, and the transactions that anchor them.

-- Who may reserve nonces, sign and store: one host at a time. The fence grows when another host takes over; whatever is stored in the
-- name of an older one is refused.
CREATE TABLE app.notary_lease (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    holder      uuid,
    host        text,
    fence       bigint NOT NULL DEFAULT 0,
    lease_until timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO app.notary_lease DEFAULT VALUES;

-- Where intervals go: a stream of an account in a contract of a chain. Its id is random, so that a new database never goes on with the
-- stream of another.
CREATE TABLE app.notary_streams (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chain_id bigint NOT NULL CHECK (chain_id > 0),
    contract bytea NOT NULL CHECK (octet_length(contract) = 20),
    notary   bytea NOT NULL CHECK (octet_length(notary) = 20),
    stream   bytea NOT NULL CHECK (octet_length(stream) = 32),
    -- Why nothing goes into it until the operator says so.
    halted   text,
    -- The operator has said so: nonces that something else used are passed over, once.
    resumed  boolean NOT NULL DEFAULT false,
    made_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (chain_id, contract, notary)
);

CREATE TABLE app.notary_intervals (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream_id     bigint NOT NULL REFERENCES app.notary_streams (id),
    sequence      bigint NOT NULL CHECK (sequence > 0),
    previous_link bytea NOT NULL CHECK (octet_length(previous_link) = 32),
    root          bytea NOT NULL CHECK (octet_length(root) = 32),
    size          integer NOT NULL CHECK (size > 0),
    manifest      bytea NOT NULL CHECK (octet_length(manifest) = 32),
    link          bytea NOT NULL CHECK (octet_length(link) = 32),
    -- All leaves in their order, pads among them, 32 bytes each.
    leaves        bytea NOT NULL CHECK (octet_length(leaves) = 32 * size),
    sealed_at     timestamptz NOT NULL DEFAULT now(),
    UNIQUE (stream_id, sequence)
);

-- One leaf of a tenant, under a key of its plugin's choice. In no interval while interval_id is null.
CREATE TABLE app.notary_leaves (
    tenant_id    bigint NOT NULL REFERENCES app.tenants (key) ON DELETE CASCADE,
    key          text NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 200),
    leaf         bytea NOT NULL CHECK (octet_length(leaf) = 32),
    submitted_at timestamptz NOT NULL DEFAULT now(),
    interval_id  bigint REFERENCES app.notary_intervals (id),
    leaf_index   integer,
    -- Sibling hashes up to the root, 32 bytes each.
    path         bytea,
    PRIMARY KEY (tenant_id, key),
    CHECK ((interval_id IS NULL) = (leaf_index IS NULL) AND (interval_id IS NULL) = (path IS NULL))
);
CREATE INDEX notary_leaves_waiting ON app.notary_leaves (submitted_at) WHERE interval_id IS NULL;

-- Binds the host's own role too: in a tenant's name its own leaves, in the operator's (0) all, as the sender reads them.
ALTER TABLE app.notary_leaves ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.notary_leaves FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.notary_leaves
    USING (tenant_id = (SELECT app.current_tenant()) OR (SELECT app.current_tenant()) = 0)
    WITH CHECK (tenant_id = (SELECT app.current_tenant()) OR (SELECT app.current_tenant()) = 0);

-- A nonce of the account and the interval that it anchors. `abandoned` once the nonce was used by something else or in vain: the interval
-- gets another.
CREATE TABLE app.notary_transactions (
    chain_id     bigint NOT NULL,
    notary       bytea NOT NULL,
    nonce        bigint NOT NULL CHECK (nonce >= 0),
    interval_id  bigint NOT NULL REFERENCES app.notary_intervals (id),
    phase        text NOT NULL CHECK (phase IN ('signed', 'sent', 'included', 'safe', 'finalized')),
    attempt      bytea,
    block_number bigint,
    block_hash   bytea,
    succeeded    boolean,
    alarm        text,
    abandoned    boolean NOT NULL DEFAULT false,
    changed_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (chain_id, notary, nonce),
    CHECK ((phase IN ('signed', 'sent')) = (attempt IS NULL)),
    CHECK ((attempt IS NULL) = (block_number IS NULL) AND (attempt IS NULL) = (block_hash IS NULL) AND (attempt IS NULL) = (succeeded IS NULL))
);
-- An interval has one transaction that may count.
CREATE UNIQUE INDEX notary_transactions_live ON app.notary_transactions (interval_id) WHERE NOT abandoned;
CREATE INDEX notary_transactions_open ON app.notary_transactions (nonce) WHERE phase <> 'finalized' AND NOT abandoned;

-- What was signed for a nonce: the bytes are stored before they are sent, and never change.
CREATE TABLE app.notary_attempts (
    chain_id  bigint NOT NULL,
    notary    bytea NOT NULL,
    nonce     bigint NOT NULL,
    number    integer NOT NULL CHECK (number > 0),
    hash      bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    raw       bytea NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (chain_id, notary, nonce, number),
    FOREIGN KEY (chain_id, notary, nonce) REFERENCES app.notary_transactions (chain_id, notary, nonce)
);

-- Every decision of the signer, written before the signature is made.
CREATE TABLE app.notary_signatures (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decided_at timestamptz NOT NULL DEFAULT now(),
    host       text NOT NULL,
    fence      bigint NOT NULL,
    chain_id   bigint NOT NULL,
    notary     bytea NOT NULL,
    contract   bytea,
    selector   bytea NOT NULL,
    nonce      bigint NOT NULL,
    value_wei  numeric NOT NULL,
    gas        bigint NOT NULL,
    fee_wei    numeric NOT NULL,
    digest     bytea NOT NULL CHECK (octet_length(digest) = 32),
    allowed    boolean NOT NULL,
    reason     text NOT NULL
);
CREATE INDEX notary_signatures_recent ON app.notary_signatures (chain_id, notary, decided_at) WHERE allowed;

CREATE FUNCTION app.refuse_notary_signature_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'decisions of the signer are never changed';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON app.notary_signatures
    FOR EACH ROW EXECUTE FUNCTION app.refuse_notary_signature_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON app.notary_signatures
    FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_notary_signature_change();
