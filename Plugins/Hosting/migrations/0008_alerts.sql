-- Who wants to be told what, what is the matter with which miner, and what is to be sent because of it.
CREATE TABLE alert_rules (
    tenant_id          bigint NOT NULL DEFAULT app.current_tenant(),
    id                 bigint GENERATED ALWAYS AS IDENTITY,
    name               text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    kind               text NOT NULL CHECK (kind IN ('offline', 'no_data', 'low_hashrate', 'below_own_mean', 'temperature', 'fan')),
    threshold          double precision NOT NULL DEFAULT 0,
    -- Of sites and models in sight; what is gone is nobody's any more, and the rule covers no miner.
    site_id            bigint,
    model_id           text,
    severity           text NOT NULL DEFAULT 'warning' CHECK (severity IN ('info', 'warning', 'critical')),
    delay_seconds      bigint NOT NULL DEFAULT 600 CHECK (delay_seconds BETWEEN 0 AND 604800),
    repeat_seconds     bigint NOT NULL DEFAULT 3600 CHECK (repeat_seconds BETWEEN 0 AND 2592000),
    quiet_from_minute  bigint CHECK (quiet_from_minute BETWEEN 0 AND 1439),
    quiet_until_minute bigint CHECK (quiet_until_minute BETWEEN 0 AND 1439),
    time_zone          text NOT NULL DEFAULT 'UTC' CHECK (length(time_zone) BETWEEN 1 AND 60),
    tells_recovery     boolean NOT NULL DEFAULT true,
    -- Addresses, one a line.
    mail_to            text NOT NULL DEFAULT '' CHECK (length(mail_to) <= 4000),
    webhook_url        text NOT NULL DEFAULT '' CHECK (length(webhook_url) <= 2000),
    -- Its receiver answered 410.
    webhook_is_gone    boolean NOT NULL DEFAULT false,
    language           text NOT NULL DEFAULT 'en' CHECK (length(language) <= 20),
    is_enabled         boolean NOT NULL DEFAULT true,
    last_notified_at   timestamptz,
    created_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name),
    CHECK ((quiet_from_minute IS NULL) = (quiet_until_minute IS NULL))
);

-- Names stand here as they were: what is past stays readable when rule, miner and site are gone.
CREATE TABLE alerts (
    tenant_id       bigint NOT NULL DEFAULT app.current_tenant(),
    id              bigint GENERATED ALWAYS AS IDENTITY,
    rule_id         bigint NOT NULL,
    rule_name       text NOT NULL,
    kind            text NOT NULL,
    severity        text NOT NULL,
    threshold       double precision NOT NULL,
    miner_tenant_id bigint NOT NULL,
    miner_id        bigint NOT NULL,
    serial_number   text NOT NULL,
    client          text NOT NULL,
    site            text,
    value           double precision,
    began_at        timestamptz NOT NULL,
    -- Null while its delay is not over.
    opened_at       timestamptz,
    notified_at     timestamptz,
    resolved_at     timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    -- Nothing about it is left to tell.
    is_settled      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX alerts_unresolved ON alerts (tenant_id, rule_id, miner_tenant_id, miner_id) WHERE resolved_at IS NULL;
CREATE INDEX alerts_unsettled ON alerts (tenant_id, id) WHERE NOT is_settled;
CREATE INDEX alerts_by_end ON alerts (tenant_id, resolved_at);

-- Written in the transaction of what it tells, sent after it.
CREATE TABLE alert_deliveries (
    tenant_id       bigint NOT NULL DEFAULT app.current_tenant(),
    id              bigint GENERATED ALWAYS AS IDENTITY,
    rule_id         bigint NOT NULL,
    channel         text NOT NULL CHECK (channel IN ('mail', 'webhook')),
    target          text NOT NULL,
    subject         text NOT NULL,
    body            text NOT NULL,
    state           text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts        bigint NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    last_error      text NOT NULL DEFAULT '',
    made_at         timestamptz NOT NULL DEFAULT now(),
    sent_at         timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX alert_deliveries_due ON alert_deliveries (tenant_id, next_attempt_at) WHERE state = 'waiting';
CREATE INDEX alert_deliveries_by_time ON alert_deliveries (tenant_id, made_at);
