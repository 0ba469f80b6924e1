SELECT count(*) AS total
FROM market_signals s
WHERE s.tenant_id = (SELECT app.current_tenant()) AND s.series = $1::text AND s.span_seconds = $2::bigint AND s.revision = 1
    AND s.opened_at >= $3::timestamptz AND s.opened_at < $4::timestamptz
