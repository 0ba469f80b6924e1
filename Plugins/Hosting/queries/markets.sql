-- The markets that the tenant's own sites name; the default one, whose name is empty, is always there besides.
SELECT DISTINCT si.market
FROM sites si
WHERE si.tenant_id = (SELECT app.current_tenant()) AND si.market <> ''
ORDER BY si.market
LIMIT 500
