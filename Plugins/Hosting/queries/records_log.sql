-- Third of five: which statuses are about to change, from what to what.
INSERT INTO miner_status_changes (tenant_id, miner_id, from_status, to_status, author)
SELECT m.tenant_id, m.id, m.status, coalesce(om.wanted, o.arguments) ->> 'status', o.author
FROM operations o
JOIN operation_miners om ON om.tenant_id = o.tenant_id AND om.operation_id = o.id
JOIN miners m ON m.id = om.miner_id
WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.id = $1::bigint AND o.action = 'set_status' AND om.state = 'waiting'
ON CONFLICT (tenant_id, miner_id, changed_at) DO UPDATE SET to_status = excluded.to_status
