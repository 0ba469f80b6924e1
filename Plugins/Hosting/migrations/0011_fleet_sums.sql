-- The roll-ups of fleets summed over all tenants in a provider's sight, as rows of the provider: its charts read a row a bucket in place of
-- one a client. Each bucket is written once, when it is final; later ones are summed as they are read.
CREATE TABLE fleet_sums (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    step_seconds bigint NOT NULL CHECK (step_seconds IN (300, 3600, 86400)),
    -- 0 is the whole fleet, with the miners that stand in no site.
    site_id      bigint NOT NULL,
    bucket       timestamptz NOT NULL,
    hashrate_ths double precision NOT NULL,
    power_watts  double precision NOT NULL,
    miners_total double precision NOT NULL,
    miners_ok    double precision NOT NULL,
    PRIMARY KEY (tenant_id, step_seconds, site_id, bucket)
);
