-- The newest blocks of the chain, and when they were asked for.
CREATE TABLE market_blocks (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    source       text NOT NULL,
    asked_at     timestamptz NOT NULL,
    -- When an answer could last be used; null if none could yet.
    collected_at timestamptz,
    -- [{height, mined_micros, transactions, weight, fees_satoshis, pool}], newest first; the last two may be null.
    blocks       jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (tenant_id)
) WITH (fillfactor = 70);
