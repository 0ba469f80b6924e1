SELECT p.source, p.asked_at, p.collected_at, p.blocks, p.hashrate_ehs, p.pools::text AS pools
FROM market_pools p
WHERE p.tenant_id = (SELECT app.current_tenant())
