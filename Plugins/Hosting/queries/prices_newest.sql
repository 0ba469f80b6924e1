-- The last window of which a price is known.
SELECT p.starts_at
FROM curtailment_prices p
WHERE p.tenant_id = (SELECT app.current_tenant())
ORDER BY p.starts_at DESC
LIMIT 1
