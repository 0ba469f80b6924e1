SELECT si.id::text AS id, si.name, si.market FROM sites si WHERE si.tenant_id = (SELECT app.current_tenant()) ORDER BY si.name LIMIT 500
