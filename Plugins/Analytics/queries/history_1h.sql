-- The newest points of the span in rising order.
SELECT x.recorded_at, x.value
FROM (
    SELECT h.bucket AS recorded_at, h.value
    FROM market_history_1h h
    WHERE h.tenant_id = (SELECT app.current_tenant()) AND h.metric = $1::text AND h.bucket >= $2::timestamptz
        AND h.bucket < $3::timestamptz
    ORDER BY h.bucket DESC
    LIMIT 10000
) x
ORDER BY x.recorded_at
