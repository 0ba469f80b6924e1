-- Whether a round found the miner hashing, and whether it slept: 1 or 0. Their sums by hour and day are minutes, which means are not.
ALTER TABLE telemetry ADD COLUMN hashing double precision;
ALTER TABLE telemetry ADD COLUMN paused double precision;

-- One row a tenant, site and round: what its miners there did as a whole.
CREATE TABLE site_fleet (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    site_id      bigint NOT NULL,
    recorded_at  timestamptz NOT NULL,
    hashrate_ths double precision NOT NULL,
    power_watts  double precision NOT NULL,
    miners_total double precision NOT NULL,
    miners_ok    double precision NOT NULL,
    PRIMARY KEY (tenant_id, site_id, recorded_at)
) PARTITION BY RANGE (recorded_at);

-- An uptime asks each miner's curtailed time.
CREATE INDEX curtailment_reductions_by_miner ON curtailment_reductions (tenant_id, miner_id, from_at);
