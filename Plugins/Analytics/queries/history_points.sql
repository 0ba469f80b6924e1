-- The newest points of the span in rising order.
SELECT x.recorded_at, x.value, x.height, x.change_percent
FROM (
    SELECT p.recorded_at, p.value, p.height, p.change_percent
    FROM market_history_points p
    WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.series = $1::text AND p.recorded_at >= $2::timestamptz
    ORDER BY p.recorded_at DESC
    LIMIT $3::bigint
) x
ORDER BY x.recorded_at
