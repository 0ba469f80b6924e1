-- What people said of a miner, and since when: a day without readings is told apart from one on which the miner was meant to be off.
CREATE TABLE miner_status_changes (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    miner_id    bigint NOT NULL,
    changed_at  timestamptz NOT NULL DEFAULT now(),
    from_status text NOT NULL,
    to_status   text NOT NULL,
    author      text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, miner_id, changed_at),
    FOREIGN KEY (tenant_id, miner_id) REFERENCES miners (tenant_id, id) ON DELETE CASCADE
);
