-- Last of five: what became of each; a miner that is not there any more was not changed.
UPDATE operation_miners SET
    state = 'ended', changed_at = now(),
    outcome = CASE WHEN EXISTS (SELECT 1 FROM miners m WHERE m.id = operation_miners.miner_id) THEN 'accepted' ELSE 'gone' END
FROM operations o
WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.id = $1::bigint AND o.action IN ('set_status', 'set_site')
    AND operation_miners.tenant_id = (SELECT app.current_tenant()) AND operation_miners.operation_id = $1::bigint
    AND operation_miners.state = 'waiting'
