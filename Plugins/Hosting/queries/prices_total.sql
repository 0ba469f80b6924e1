SELECT count(*) AS total
FROM curtailment_prices p
WHERE p.tenant_id = (SELECT app.current_tenant()) AND p.starts_at >= $1::timestamptz
