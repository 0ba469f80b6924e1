-- The newest candle of which the rules told anything.
SELECT max(s.opened_at) AS opened_at
FROM market_signals s
WHERE s.tenant_id = (SELECT app.current_tenant()) AND s.series = $1::text AND s.span_seconds = $2::bigint
