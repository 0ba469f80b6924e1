-- First of five, in one transaction, that carry out an operation which changes rows only: who is so already is left alone.
UPDATE operation_miners SET state = 'ended', outcome = 'already_so', changed_at = now()
FROM operations o, miners m
WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.id = $1::bigint
    AND operation_miners.tenant_id = (SELECT app.current_tenant()) AND operation_miners.operation_id = $1::bigint
    AND operation_miners.state = 'waiting' AND m.id = operation_miners.miner_id
    AND CASE o.action
        WHEN 'set_status' THEN m.status = coalesce(operation_miners.wanted, o.arguments) ->> 'status'
        WHEN 'set_site' THEN m.site_id IS NOT DISTINCT FROM (coalesce(operation_miners.wanted, o.arguments) ->> 'site_id')::bigint
        ELSE false
    END
