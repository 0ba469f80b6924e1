-- The last window of which a price is known in a market, empty for the default one.
SELECT p.starts_at
FROM (
    (SELECT d.starts_at FROM curtailment_prices d
    WHERE $1::text = '' AND d.tenant_id = (SELECT app.current_tenant())
    ORDER BY d.starts_at DESC
    LIMIT 1)
    UNION ALL
    (SELECT m.starts_at FROM curtailment_market_prices m
    WHERE m.tenant_id = (SELECT app.current_tenant()) AND m.market = $1::text
    ORDER BY m.starts_at DESC
    LIMIT 1)
) p
LIMIT 1
