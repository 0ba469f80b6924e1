-- What providers know of the time before anybody here looked, and when they were asked for it.

CREATE TABLE market_histories (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    series       text NOT NULL CHECK (length(series) BETWEEN 1 AND 60),
    source       text NOT NULL,
    asked_at     timestamptz NOT NULL,
    -- When an answer could last be used; null if none could yet.
    collected_at timestamptz,
    PRIMARY KEY (tenant_id, series)
) WITH (fillfactor = 70);

CREATE TABLE market_history_points (
    tenant_id      bigint NOT NULL DEFAULT app.current_tenant(),
    series         text NOT NULL,
    recorded_at    timestamptz NOT NULL,
    value          double precision NOT NULL,
    -- Of a retarget: its block, and by how much it changed the difficulty.
    height         bigint,
    change_percent double precision,
    PRIMARY KEY (tenant_id, series, recorded_at)
);
