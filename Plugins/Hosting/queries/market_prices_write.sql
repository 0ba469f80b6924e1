-- As prices_write, of a market that has a name.
INSERT INTO curtailment_market_prices (market, starts_at, usd_per_mwh)
SELECT $2::text, r.starts_at, r.usd_per_mwh FROM jsonb_to_recordset($1::jsonb) AS r (starts_at timestamptz, usd_per_mwh float8)
ON CONFLICT (tenant_id, market, starts_at) DO UPDATE SET usd_per_mwh = excluded.usd_per_mwh
