-- Transactions that the operator orders by a command, not the sender on its own: the signed bytes stand here before they are sent, and a
-- command that is run again sends the same. While one is open the account anchors nothing, so that its nonce stays its own.
CREATE TABLE app.notary_orders (
    chain_id  bigint NOT NULL,
    notary    bytea NOT NULL CHECK (octet_length(notary) = 20),
    nonce     bigint NOT NULL CHECK (nonce >= 0),
    hash      bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    raw       bytea NOT NULL,
    host      text NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT now(),
    -- What became of it, once nothing is to be done any more: 'done', 'refused' by nodes or contract, 'lost' to another transaction.
    outcome   text CHECK (outcome IN ('done', 'refused', 'lost')),
    PRIMARY KEY (chain_id, notary, hash)
);
-- One at a time.
CREATE UNIQUE INDEX notary_orders_open ON app.notary_orders (chain_id, notary) WHERE outcome IS NULL;
