SELECT h.recorded_at, h.value
FROM market_history h
WHERE h.tenant_id = (SELECT app.current_tenant()) AND h.metric = $1::text AND h.recorded_at >= $2::timestamptz
    AND h.recorded_at < $3::timestamptz
ORDER BY h.recorded_at
LIMIT 10000
