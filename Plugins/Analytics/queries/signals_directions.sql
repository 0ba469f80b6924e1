-- What was told first of each candle since then, for a backtest.
SELECT s.opened_at, s.told_at, s.direction, s.rules::text AS rules
FROM market_signals s
WHERE s.tenant_id = (SELECT app.current_tenant()) AND s.series = $1::text AND s.span_seconds = $2::bigint AND s.revision = 1
    AND s.opened_at >= $3::timestamptz
ORDER BY s.opened_at
LIMIT 10000
