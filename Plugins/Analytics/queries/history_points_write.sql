INSERT INTO market_history_points (series, recorded_at, value, height, change_percent)
SELECT r.series, r.recorded_at, r.value, r.height, r.change_percent
FROM jsonb_to_recordset($1::jsonb) AS r (
    series text, recorded_at timestamptz, value float8, height bigint, change_percent float8)
ON CONFLICT (tenant_id, series, recorded_at) DO UPDATE SET
    value = excluded.value, height = excluded.height, change_percent = excluded.change_percent
