-- The tenant's own values: a provider sees its clients' too, but each tenant collects what it shows.
SELECT m.metric, m.value, m.source, m.recorded_at, m.agreeing, m.outliers
FROM market_now m
WHERE m.tenant_id = (SELECT app.current_tenant())
ORDER BY m.metric
