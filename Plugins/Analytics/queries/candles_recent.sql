-- The newest candles in rising order.
SELECT x.opened_at, x.open_usd, x.high_usd, x.low_usd, x.close_usd
FROM (
    SELECT c.opened_at, c.open_usd, c.high_usd, c.low_usd, c.close_usd
    FROM market_candles c
    WHERE c.tenant_id = (SELECT app.current_tenant()) AND c.span_seconds = $1::bigint
    ORDER BY c.opened_at DESC
    LIMIT $2::bigint
) x
ORDER BY x.opened_at
