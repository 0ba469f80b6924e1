-- The last word on each candle since then.
SELECT DISTINCT ON (s.opened_at) s.opened_at, s.revision, s.direction, s.rules::text AS rules
FROM market_signals s
WHERE s.tenant_id = (SELECT app.current_tenant()) AND s.series = $1::text AND s.span_seconds = $2::bigint AND s.opened_at >= $3::timestamptz
ORDER BY s.opened_at, s.revision DESC
