-- Curtailment: what was wanted, which miners were switched for it, every step of it, and what that brought and cost.
-- The plans are the provider's; what concerns a client's miners stands in curtailment_reductions, as the client's own rows.

-- What makes plans by itself: weekly windows, prices, a cap on a site's power.
CREATE TABLE curtailment_rules (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    id           bigint GENERATED ALWAYS AS IDENTITY,
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    kind         text NOT NULL CHECK (kind IN ('weekly', 'price', 'power_cap')),
    site_id      bigint,
    -- What the plans are to reach and within which limits, as JSON of a preview's fields.
    terms        text NOT NULL,
    -- When, as JSON of the kind's own fields.
    conditions   text NOT NULL,
    is_enabled   boolean NOT NULL DEFAULT true,
    created_by   text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    evaluated_at timestamptz,
    -- What the last look at it came to, for a person.
    verdict      text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites (tenant_id, id)
);

CREATE TABLE curtailment_plans (
    tenant_id              bigint NOT NULL DEFAULT app.current_tenant(),
    id                     bigint GENERATED ALWAYS AS IDENTITY,
    name                   text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    -- NULL: all miners in sight.
    site_id                bigint,
    plan_type              text NOT NULL CHECK (plan_type IN ('manual', 'scheduled', 'automatic')),
    state                  text NOT NULL DEFAULT 'pending' CHECK (state IN
        ('pending', 'approved', 'executing', 'executed', 'recovering', 'completed', 'failed', 'cancelled')),
    -- Grows with every write: who writes names the revision that was read.
    revision               bigint NOT NULL DEFAULT 1,
    -- Watts to shed; NULL until the start where a power to come down to was asked for.
    target_power_reduction double precision CHECK (target_power_reduction >= 0),
    -- Limits, ramps, batches and eligibility, as JSON of a preview's fields.
    terms                  text NOT NULL,
    tolerance_percent      double precision NOT NULL DEFAULT 1,
    -- NULL: with the approval.
    starts_at              timestamptz,
    duration_seconds       bigint NOT NULL CHECK (duration_seconds BETWEEN 60 AND 604800),
    -- Recovery without regard to ramps and least times off.
    is_emergency           boolean NOT NULL DEFAULT false,
    rule_id                bigint,
    -- The window, price or reading that a rule made it for.
    occurrence_at          timestamptz,
    created_by             text NOT NULL DEFAULT '',
    created_at             timestamptz NOT NULL DEFAULT now(),
    approved_by            text,
    approved_at            timestamptz,
    started_at             timestamptz,
    executed_at            timestamptz,
    recovering_at          timestamptz,
    ended_at               timestamptz,
    -- As last verified: shed by measurement, and by devices that say nothing of what they draw while they sleep.
    delivered_watts        double precision NOT NULL DEFAULT 0,
    estimated_watts        double precision NOT NULL DEFAULT 0,
    -- The most that could be shed when it began.
    most_watts             double precision,
    outcome                text,
    message                text NOT NULL DEFAULT '',
    -- Why which miners stayed on, as JSON.
    skipped                text NOT NULL DEFAULT '[]',
    PRIMARY KEY (tenant_id, id),
    -- A rule makes one plan of one occasion, however often it looks.
    UNIQUE (tenant_id, rule_id, occurrence_at),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites (tenant_id, id)
) WITH (fillfactor = 80);
CREATE INDEX curtailment_plans_by_state ON curtailment_plans (tenant_id, state);

CREATE TABLE curtailment_plan_miners (
    tenant_id       bigint NOT NULL DEFAULT app.current_tenant(),
    plan_id         bigint NOT NULL,
    miner_id        bigint NOT NULL,
    -- The miner's own tenant. Kept with serial number and client, since a report outlives its miners.
    owner_key       bigint NOT NULL,
    serial_number   text NOT NULL,
    client          text NOT NULL,
    baseline_watts  double precision NOT NULL,
    baseline_ths    double precision NOT NULL,
    is_replacement  boolean NOT NULL DEFAULT false,
    state           text NOT NULL,
    due_at          timestamptz NOT NULL,
    ordered_at      timestamptz,
    attempts        bigint NOT NULL DEFAULT 0,
    -- Of the last order; NULL while it is not known.
    result          text,
    detail          text NOT NULL DEFAULT '',
    off_at          timestamptz,
    on_at           timestamptz,
    accounted_until timestamptz,
    curtailed_kwh   double precision NOT NULL DEFAULT 0,
    lost_th_hours   double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, plan_id, miner_id),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES curtailment_plans (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);
CREATE INDEX curtailment_plan_miners_by_miner ON curtailment_plan_miners (tenant_id, miner_id);

CREATE TABLE curtailment_plan_events (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    plan_id     bigint NOT NULL,
    revision    bigint NOT NULL,
    line        bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    kind        text NOT NULL,
    from_state  text NOT NULL,
    to_state    text NOT NULL,
    -- NULL: the schedule itself.
    member      text,
    detail      text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, plan_id, revision, line),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES curtailment_plans (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE curtailment_samples (
    tenant_id       bigint NOT NULL DEFAULT app.current_tenant(),
    plan_id         bigint NOT NULL,
    recorded_at     timestamptz NOT NULL,
    target_watts    double precision NOT NULL,
    delivered_watts double precision NOT NULL,
    estimated_watts double precision NOT NULL,
    lost_ths        double precision NOT NULL,
    miners_off      bigint NOT NULL,
    PRIMARY KEY (tenant_id, plan_id, recorded_at),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES curtailment_plans (tenant_id, id) ON DELETE CASCADE
);

-- What each miner shed, as a row of its owner: bills give credit for it. until_at is NULL while it lasts.
CREATE TABLE curtailment_reductions (
    tenant_id      bigint NOT NULL DEFAULT app.current_tenant(),
    plan_tenant_id bigint NOT NULL,
    plan_id        bigint NOT NULL,
    miner_id       bigint NOT NULL,
    from_at        timestamptz NOT NULL,
    until_at       timestamptz,
    baseline_watts double precision NOT NULL,
    curtailed_kwh  double precision NOT NULL DEFAULT 0,
    lost_th_hours  double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, plan_id, miner_id, from_at)
);

-- What power costs, in windows of five minutes.
CREATE TABLE curtailment_prices (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    starts_at   timestamptz NOT NULL,
    usd_per_mwh double precision NOT NULL,
    PRIMARY KEY (tenant_id, starts_at)
);
