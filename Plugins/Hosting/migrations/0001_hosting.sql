-- What is hosted where: the catalogue of models, sites, miners, their last state, and what they told over time.
-- Every key leads with the tenant; the host adds row security, partitions, roll-up tables and rights.

CREATE TABLE miner_models (
    id              text PRIMARY KEY,
    vendor          text NOT NULL,
    name            text NOT NULL,
    hashrate_ths    double precision NOT NULL,
    power_watts     double precision NOT NULL,
    efficiency_j_th double precision NOT NULL,
    cooling         text NOT NULL,
    released        text
);

CREATE TABLE sites (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    id          bigint GENERATED ALWAYS AS IDENTITY,
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    location    text NOT NULL DEFAULT '' CHECK (length(location) <= 200),
    capacity_mw double precision NOT NULL DEFAULT 0 CHECK (capacity_mw >= 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);
CREATE INDEX sites_by_id ON sites (id);

CREATE TABLE miners (
    tenant_id      bigint NOT NULL DEFAULT app.current_tenant(),
    id             bigint GENERATED ALWAYS AS IDENTITY,
    serial_number  text NOT NULL CHECK (length(serial_number) BETWEEN 1 AND 100),
    model_id       text NOT NULL REFERENCES miner_models (id),
    site_tenant_id bigint,
    site_id        bigint,
    -- Set by people; what the miner itself does stands in miner_states.
    status         text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'offline', 'maintenance')),
    address        text NOT NULL CHECK (length(address) <= 45),
    port           bigint NOT NULL DEFAULT 4028 CHECK (port BETWEEN 1 AND 65535),
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, serial_number),
    FOREIGN KEY (site_tenant_id, site_id) REFERENCES sites (tenant_id, id)
);
CREATE INDEX miners_by_id ON miners (id);
CREATE INDEX miners_by_site ON miners (site_tenant_id, site_id);

-- Rewritten every round, so apart from miners and with room for updates in place.
CREATE TABLE miner_states (
    tenant_id                 bigint NOT NULL DEFAULT app.current_tenant(),
    miner_id                  bigint NOT NULL,
    state                     text NOT NULL,
    state_since               timestamptz NOT NULL,
    -- Why it is in this state, for a person.
    detail                    text NOT NULL DEFAULT '',
    observed_at               timestamptz NOT NULL,
    -- When it last gave a reading; the figures below are of that time.
    last_seen_at              timestamptz,
    hashrate_ths              double precision,
    -- What a device that does not compute SHA-256 tells, in its own unit.
    rate_value                double precision,
    rate_unit                 text,
    rate_window               text,
    power_watts               double precision,
    power_is_estimated        boolean NOT NULL DEFAULT false,
    temperature_celsius       double precision,
    board_temperature_celsius double precision,
    fan_rpm                   double precision,
    accepted_shares           bigint,
    rejected_shares           bigint,
    stale_shares              bigint,
    hardware_errors           bigint,
    uptime_seconds            bigint,
    pool_url                  text,
    pool_user                 text,
    firmware                  text,
    reported_model            text,
    -- Boards, fans, rates by window, fault codes, warnings.
    details                   jsonb,
    -- The commands that this firmware answers, learnt.
    commands                  text,
    PRIMARY KEY (tenant_id, miner_id),
    FOREIGN KEY (tenant_id, miner_id) REFERENCES miners (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);

-- The last reply as it came, for whoever looks for a fault.
CREATE TABLE miner_replies (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    miner_id    bigint NOT NULL,
    received_at timestamptz NOT NULL,
    reply       text NOT NULL,
    PRIMARY KEY (tenant_id, miner_id),
    FOREIGN KEY (tenant_id, miner_id) REFERENCES miners (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE telemetry (
    tenant_id                 bigint NOT NULL DEFAULT app.current_tenant(),
    miner_id                  bigint NOT NULL,
    recorded_at               timestamptz NOT NULL,
    hashrate_ths              double precision,
    power_watts               double precision,
    temperature_celsius       double precision,
    board_temperature_celsius double precision,
    fan_rpm                   double precision,
    accepted_shares           bigint,
    rejected_shares           bigint,
    hardware_errors           bigint,
    PRIMARY KEY (tenant_id, miner_id, recorded_at)
) PARTITION BY RANGE (recorded_at);

-- One row a tenant and round: what its fleet did as a whole.
CREATE TABLE fleet (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    recorded_at  timestamptz NOT NULL,
    hashrate_ths double precision NOT NULL,
    power_watts  double precision NOT NULL,
    miners_total double precision NOT NULL,
    miners_ok    double precision NOT NULL,
    PRIMARY KEY (tenant_id, recorded_at)
) PARTITION BY RANGE (recorded_at);
