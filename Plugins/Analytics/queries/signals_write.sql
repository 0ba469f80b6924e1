-- What two hosts tell at once is told once.
INSERT INTO market_signals (series, span_seconds, opened_at, revision, told_at, close_usd, direction, score, rules, indicators)
SELECT r.series, r.span_seconds, r.opened_at, r.revision, r.told_at, r.close_usd, r.direction, r.score, r.rules, r.indicators
FROM jsonb_to_recordset($1::jsonb) AS r (
    series text, span_seconds bigint, opened_at timestamptz, revision bigint, told_at timestamptz, close_usd float8, direction text,
    score float8, rules jsonb, indicators jsonb)
ON CONFLICT (tenant_id, series, span_seconds, opened_at, revision) DO NOTHING
