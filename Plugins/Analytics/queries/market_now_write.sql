-- A value never takes the place of a newer one.
INSERT INTO market_now (metric, value, source, recorded_at, agreeing, outliers)
SELECT r.metric, r.value, r.source, r.recorded_at, r.agreeing, r.outliers
FROM jsonb_to_recordset($1::jsonb) AS r (
    metric text, value numeric, source text, recorded_at timestamptz, agreeing bigint, outliers text)
ON CONFLICT (tenant_id, metric) DO UPDATE SET
    value = excluded.value, source = excluded.source, recorded_at = excluded.recorded_at, agreeing = excluded.agreeing,
    outliers = excluded.outliers
WHERE market_now.recorded_at <= excluded.recorded_at
