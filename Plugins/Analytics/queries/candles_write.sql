INSERT INTO market_candles (span_seconds, opened_at, open_usd, high_usd, low_usd, close_usd, volume_btc, source)
SELECT r.span_seconds, r.opened_at, r.open_usd, r.high_usd, r.low_usd, r.close_usd, r.volume_btc, r.source
FROM jsonb_to_recordset($1::jsonb) AS r (
    span_seconds bigint, opened_at timestamptz, open_usd float8, high_usd float8, low_usd float8, close_usd float8, volume_btc float8,
    source text)
ON CONFLICT (tenant_id, span_seconds, opened_at) DO UPDATE SET
    open_usd = excluded.open_usd, high_usd = excluded.high_usd, low_usd = excluded.low_usd, close_usd = excluded.close_usd,
    volume_btc = excluded.volume_btc, source = excluded.source
