DELETE FROM curtailment_market_prices
WHERE curtailment_market_prices.tenant_id = (SELECT app.current_tenant())
    AND (curtailment_market_prices.market, curtailment_market_prices.starts_at) IN (
        SELECT p.market, p.starts_at FROM curtailment_market_prices p
        WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.starts_at < $1::timestamptz
        ORDER BY p.starts_at
        LIMIT $2::bigint)
