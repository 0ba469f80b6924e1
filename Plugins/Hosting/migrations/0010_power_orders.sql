-- What each miner was last told of its rest, as a row of its owner: whoever sleeps hashes nothing, and not every firmware says that it sleeps.
CREATE TABLE power_orders (
    tenant_id  bigint NOT NULL DEFAULT app.current_tenant(),
    miner_id   bigint NOT NULL,
    -- To sleep, or to wake.
    sleeps     boolean NOT NULL,
    ordered_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, miner_id),
    FOREIGN KEY (tenant_id, miner_id) REFERENCES miners (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);

-- When it was last seen at work: whoever goes on after an order to sleep does not rest because of it.
ALTER TABLE miner_states ADD COLUMN hashed_at timestamptz;
