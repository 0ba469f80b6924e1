DELETE FROM curtailment_prices
WHERE curtailment_prices.tenant_id = (SELECT app.current_tenant()) AND curtailment_prices.starts_at IN (
    SELECT p.starts_at FROM curtailment_prices p
    WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.starts_at < $1::timestamptz
    ORDER BY p.starts_at
    LIMIT $2::bigint)
