-- Fourth of five: the rows themselves. Done again it changes nothing: what has ended is passed over.
UPDATE miners SET
    status = CASE o.action WHEN 'set_status' THEN coalesce(om.wanted, o.arguments) ->> 'status' ELSE miners.status END,
    site_tenant_id = CASE o.action WHEN 'set_site' THEN si.tenant_id ELSE miners.site_tenant_id END,
    site_id = CASE o.action WHEN 'set_site' THEN si.id ELSE miners.site_id END
FROM operations o
JOIN operation_miners om ON om.tenant_id = o.tenant_id AND om.operation_id = o.id
LEFT JOIN sites si ON si.id = (coalesce(om.wanted, o.arguments) ->> 'site_id')::bigint
WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.id = $1::bigint AND o.action IN ('set_status', 'set_site')
    AND om.state = 'waiting' AND miners.id = om.miner_id
