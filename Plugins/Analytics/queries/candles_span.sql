SELECT c.opened_at, c.open_usd, c.high_usd, c.low_usd, c.close_usd, c.volume_btc, c.source
FROM market_candles c
WHERE c.tenant_id = (SELECT app.current_tenant()) AND c.span_seconds = $1::bigint AND c.opened_at >= $2::timestamptz
    AND c.opened_at < $3::timestamptz
ORDER BY c.opened_at
LIMIT 10000
