-- Who answers at an address: a new miner is held against those that are there. Not unique: what one tenant may not see is no reason to refuse.
CREATE INDEX miners_by_address ON miners (address, port);
CREATE INDEX miners_by_status_and_site ON miners (status, site_id);

-- Miners that showed that they cannot be put to sleep, as rows of their owners; it holds for the firmware that they had then.
CREATE TABLE sleepless_miners (
    tenant_id  bigint NOT NULL DEFAULT app.current_tenant(),
    miner_id   bigint NOT NULL,
    -- As the miner stated it, name first.
    firmware   text NOT NULL,
    -- Why, for a person.
    detail     text NOT NULL,
    learned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, miner_id),
    FOREIGN KEY (tenant_id, miner_id) REFERENCES miners (tenant_id, id) ON DELETE CASCADE
);
