-- What the rules told of each candle when it was new, with the indicators behind it. What was told is never changed: where a correction of
-- candles makes the rules say something else of one, a further revision stands beside the first.
CREATE TABLE market_signals (
    tenant_id    bigint NOT NULL DEFAULT app.current_tenant(),
    -- A metric's word.
    series       text NOT NULL CHECK (length(series) BETWEEN 1 AND 60),
    -- Of the candle.
    span_seconds bigint NOT NULL CHECK (span_seconds > 0),
    opened_at    timestamptz NOT NULL,
    -- 1 as told first.
    revision     bigint NOT NULL CHECK (revision >= 1),
    told_at      timestamptz NOT NULL,
    close_usd    double precision NOT NULL,
    -- Of the rules together.
    direction    text NOT NULL CHECK (direction IN ('buy', 'hold', 'sell')),
    score        double precision NOT NULL,
    -- What each rule said, as the API tells it: rule, direction, strength, value, threshold, reason.
    rules        jsonb NOT NULL,
    -- By name; null where there were too few candles.
    indicators   jsonb NOT NULL,
    PRIMARY KEY (tenant_id, series, span_seconds, opened_at, revision)
);
