INSERT INTO market_histories (series, source, asked_at, collected_at)
SELECT r.series, r.source, r.asked_at, r.collected_at
FROM jsonb_to_recordset($1::jsonb) AS r (series text, source text, asked_at timestamptz, collected_at timestamptz)
ON CONFLICT (tenant_id, series) DO UPDATE SET
    source = excluded.source, asked_at = excluded.asked_at, collected_at = excluded.collected_at
