-- What power costs in a market, empty for the default one, from one moment until before another, the oldest first: two days on both sides of
-- now are 1,152 windows.
SELECT p.starts_at, p.usd_per_mwh
FROM (
    SELECT d.starts_at, d.usd_per_mwh FROM curtailment_prices d
    WHERE $3::text = '' AND d.tenant_id = (SELECT app.current_tenant()) AND d.starts_at >= $1::timestamptz AND d.starts_at < $2::timestamptz
    UNION ALL
    SELECT m.starts_at, m.usd_per_mwh FROM curtailment_market_prices m
    WHERE m.tenant_id = (SELECT app.current_tenant()) AND m.market = $3::text AND m.starts_at >= $1::timestamptz AND m.starts_at < $2::timestamptz
) p
ORDER BY p.starts_at
LIMIT 9000
