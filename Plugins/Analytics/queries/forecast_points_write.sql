INSERT INTO forecast_points (series, day, expected_at, median, low80, high80, low95, high95)
SELECT r.series, r.day, r.expected_at, r.median, r.low80, r.high80, r.low95, r.high95
FROM jsonb_to_recordset($1::jsonb) AS r (
    series text, day bigint, expected_at timestamptz, median float8, low80 float8, high80 float8, low95 float8, high95 float8)
ON CONFLICT (tenant_id, series, day) DO UPDATE SET
    expected_at = excluded.expected_at, median = excluded.median, low80 = excluded.low80, high80 = excluded.high80, low95 = excluded.low95,
    high95 = excluded.high95
