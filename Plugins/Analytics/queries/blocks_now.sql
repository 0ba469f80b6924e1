SELECT b.source, b.asked_at, b.collected_at, b.blocks::text AS blocks
FROM market_blocks b
WHERE b.tenant_id = (SELECT app.current_tenant())
