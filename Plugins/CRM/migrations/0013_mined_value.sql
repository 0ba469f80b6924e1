-- By what a contract with a share of the revenue has the worth of what was mined: what somebody typed, as all had it before, or what the
-- machines' hashrate would earn on the network of each day.
ALTER TABLE contracts ADD COLUMN revenue_basis text NOT NULL DEFAULT 'typed' CHECK (revenue_basis IN ('typed', 'metered'));

-- The hashrate of a metered machine, taken with its readings. The lists have a value for each day of these, a mean over the 24 hours in TH/s.
CREATE TABLE metering_hashrates (
    tenant_id         bigint NOT NULL DEFAULT app.current_tenant(),
    metering_id       bigint NOT NULL,
    miner_id          bigint NOT NULL,
    -- Hours in which it hashed and told no hashrate.
    untold_hours      numeric NOT NULL,
    day_hashrate_ths  numeric[] NOT NULL,
    day_estimated_ths numeric[] NOT NULL,
    PRIMARY KEY (tenant_id, metering_id, miner_id),
    FOREIGN KEY (tenant_id, metering_id) REFERENCES meterings (tenant_id, id) ON DELETE CASCADE
);

-- The same beside the client's copy of the readings.
CREATE TABLE client_hashrates (
    tenant_id         bigint NOT NULL DEFAULT app.current_tenant(),
    invoice_id        bigint NOT NULL,
    miner_id          bigint NOT NULL,
    untold_hours      numeric NOT NULL,
    day_hashrate_ths  numeric[] NOT NULL,
    day_estimated_ths numeric[] NOT NULL,
    PRIMARY KEY (tenant_id, invoice_id, miner_id),
    FOREIGN KEY (tenant_id, invoice_id) REFERENCES client_invoices (tenant_id, id) ON DELETE CASCADE
);
