SELECT h.series, h.source, h.asked_at, h.collected_at
FROM market_histories h
WHERE h.tenant_id = (SELECT app.current_tenant())
ORDER BY h.series
