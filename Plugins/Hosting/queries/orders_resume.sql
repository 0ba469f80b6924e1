-- Orders that were out when their host ended. What may be said twice is said again; a restart may have happened, and another would harm.
UPDATE operation_miners SET
    state = CASE o.action WHEN 'restart' THEN 'ended' ELSE 'waiting' END,
    outcome = CASE o.action WHEN 'restart' THEN 'unconfirmed' END,
    detail = CASE o.action WHEN 'restart' THEN 'The host ended while the order was out.' ELSE '' END,
    code = CASE o.action WHEN 'restart' THEN 'host_ended' ELSE '' END, figures = '{}',
    changed_at = now()
FROM operations o
WHERE o.tenant_id = operation_miners.tenant_id AND o.id = operation_miners.operation_id
    AND operation_miners.tenant_id = (SELECT app.current_tenant()) AND operation_miners.state = 'sent'
