-- What power cost in a market, empty for the default one, from a moment on, the oldest first and at most a month at once; `prices_total` says
-- how many there are.
SELECT p.starts_at, p.usd_per_mwh
FROM (
    SELECT d.starts_at, d.usd_per_mwh FROM curtailment_prices d
    WHERE $2::text = '' AND d.tenant_id = (SELECT app.current_tenant()) AND d.starts_at >= $1::timestamptz
    UNION ALL
    SELECT m.starts_at, m.usd_per_mwh FROM curtailment_market_prices m
    WHERE m.tenant_id = (SELECT app.current_tenant()) AND m.market = $2::text AND m.starts_at >= $1::timestamptz
) p
ORDER BY p.starts_at
LIMIT 9000
