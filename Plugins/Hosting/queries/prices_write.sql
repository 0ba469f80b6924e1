-- Of the default market.
INSERT INTO curtailment_prices (starts_at, usd_per_mwh)
SELECT r.starts_at, r.usd_per_mwh FROM jsonb_to_recordset($1::jsonb) AS r (starts_at timestamptz, usd_per_mwh float8)
ON CONFLICT (tenant_id, starts_at) DO UPDATE SET usd_per_mwh = excluded.usd_per_mwh
