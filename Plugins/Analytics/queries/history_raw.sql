-- The newest points of the span in rising order.
SELECT x.recorded_at, x.value
FROM (
    SELECT h.recorded_at, h.value
    FROM market_history h
    WHERE h.tenant_id = (SELECT app.current_tenant()) AND h.metric = $1::text AND h.recorded_at >= $2::timestamptz
        AND h.recorded_at < $3::timestamptz
    ORDER BY h.recorded_at DESC
    LIMIT 10000
) x
ORDER BY x.recorded_at
