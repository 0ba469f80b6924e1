-- What power cost from a moment on, the oldest first and at most a month at once; `prices_total` says how many there are.
SELECT p.starts_at, p.usd_per_mwh
FROM curtailment_prices p
WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.starts_at >= $1::timestamptz
ORDER BY p.starts_at
LIMIT 9000
