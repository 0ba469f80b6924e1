-- What the market does: the newest values, what was asked of whom, values over time, candles.
-- Every key leads with the tenant; the host adds row security, partitions, roll-up tables and rights.

-- One row a metric; read by other plugins too, so its columns stay.
CREATE TABLE market_now (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    metric      text NOT NULL CHECK (length(metric) BETWEEN 1 AND 60),
    value       numeric NOT NULL,
    source      text NOT NULL,
    recorded_at timestamptz NOT NULL,
    -- Sources that said the same within the metric's tolerance.
    agreeing    bigint NOT NULL DEFAULT 1,
    -- Sources that were not believed, by name, with commas.
    outliers    text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, metric)
) WITH (fillfactor = 70);

-- Breaker and budget of each provider, so that they outlive a host.
CREATE TABLE market_sources (
    tenant_id     bigint NOT NULL DEFAULT app.current_tenant(),
    source        text NOT NULL CHECK (length(source) BETWEEN 1 AND 60),
    breaker_state text NOT NULL,
    failures      bigint NOT NULL DEFAULT 0,
    open_until    timestamptz,
    tokens        double precision NOT NULL,
    filled_at     timestamptz NOT NULL,
    succeeded_at  timestamptz,
    failed_at     timestamptz,
    last_failure  text,
    PRIMARY KEY (tenant_id, source)
) WITH (fillfactor = 70);

CREATE TABLE market_candles (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    span_seconds bigint NOT NULL,
    opened_at    timestamptz NOT NULL,
    open_usd     double precision NOT NULL,
    high_usd     double precision NOT NULL,
    low_usd      double precision NOT NULL,
    close_usd    double precision NOT NULL,
    volume_btc   double precision NOT NULL,
    source       text NOT NULL,
    PRIMARY KEY (tenant_id, span_seconds, opened_at)
);

CREATE TABLE market_history (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    metric      text NOT NULL,
    recorded_at timestamptz NOT NULL,
    value       double precision NOT NULL,
    PRIMARY KEY (tenant_id, metric, recorded_at)
) PARTITION BY RANGE (recorded_at);
