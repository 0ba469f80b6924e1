-- Who found the blocks of the last week, and when that was asked.
CREATE TABLE market_pools (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    source       text NOT NULL,
    asked_at     timestamptz NOT NULL,
    -- When an answer could last be used; null if none could yet.
    collected_at timestamptz,
    blocks       bigint NOT NULL DEFAULT 0,
    hashrate_ehs double precision NOT NULL DEFAULT 0,
    -- [{name, blocks}], most blocks first.
    pools        jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (tenant_id)
) WITH (fillfactor = 70);
