-- What the model of a series expects of the days to come, and which model that is.

CREATE TABLE forecasts (
    tenant_id      bigint NOT NULL DEFAULT app.current_tenant(),
    series         text NOT NULL CHECK (length(series) BETWEEN 1 AND 60),
    -- The last day that the model knows.
    known_until    timestamptz NOT NULL,
    made_at        timestamptz NOT NULL,
    days_known     bigint NOT NULL,
    -- The model's order: past values, differences, past shocks.
    p              bigint NOT NULL,
    d              bigint NOT NULL,
    q              bigint NOT NULL,
    is_random_walk boolean NOT NULL,
    log_likelihood double precision NOT NULL,
    bic            double precision NOT NULL,
    -- Of a random walk on the same series; null where that was not tried.
    walk_bic       double precision,
    explanation    text NOT NULL,
    PRIMARY KEY (tenant_id, series)
);

CREATE TABLE forecast_points (
    tenant_id   bigint NOT NULL DEFAULT app.current_tenant(),
    series      text NOT NULL,
    -- Days after the last known one, from 1 on.
    day         bigint NOT NULL CHECK (day BETWEEN 1 AND 366),
    expected_at timestamptz NOT NULL,
    median      double precision NOT NULL,
    low80       double precision NOT NULL,
    high80      double precision NOT NULL,
    low95       double precision NOT NULL,
    high95      double precision NOT NULL,
    PRIMARY KEY (tenant_id, series, day),
    FOREIGN KEY (tenant_id, series) REFERENCES forecasts (tenant_id, series) ON DELETE CASCADE
);
