-- What power costs from one moment until before another, the oldest first: two days on both sides of now are 1,152 windows.
SELECT p.starts_at, p.usd_per_mwh
FROM curtailment_prices p
WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.starts_at >= $1::timestamptz AND p.starts_at < $2::timestamptz
ORDER BY p.starts_at
LIMIT 9000
