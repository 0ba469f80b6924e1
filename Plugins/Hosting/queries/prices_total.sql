SELECT count(*) AS total
FROM (
    SELECT d.starts_at FROM curtailment_prices d
    WHERE $2::text = '' AND d.tenant_id = (SELECT app.current_tenant()) AND d.starts_at >= $1::timestamptz
    UNION ALL
    SELECT m.starts_at FROM curtailment_market_prices m
    WHERE m.tenant_id = (SELECT app.current_tenant()) AND m.market = $2::text AND m.starts_at >= $1::timestamptz
) p
