-- Second of five: what would put two miners at one address, or take a miner from the site of the plan that holds it, is not done.
UPDATE operation_miners SET state = 'ended', outcome = 'refused', detail = left(b.detail, 500), changed_at = now()
FROM (
    SELECT om.miner_id, CASE o.action
        WHEN 'set_status' THEN (
            SELECT 'Miner "' || min(x.serial_number) || '" answers at the same address.'
            FROM miners x
            LEFT JOIN operation_miners xm ON xm.tenant_id = o.tenant_id AND xm.operation_id = o.id AND xm.miner_id = x.id AND xm.state = 'waiting'
            WHERE x.address = m.address AND x.port = m.port AND x.id <> m.id AND m.status = 'offline'
                AND coalesce(om.wanted, o.arguments) ->> 'status' <> 'offline'
                -- Of several that come back at once the first may.
                AND CASE WHEN xm.miner_id IS NULL THEN x.status <> 'offline'
                    ELSE coalesce(xm.wanted, o.arguments) ->> 'status' <> 'offline' AND (x.status <> 'offline' OR x.id < m.id) END)
        WHEN 'set_site' THEN coalesce((
            SELECT 'The plan "' || min(p.name) || '" holds this miner.'
            FROM curtailment_plan_miners pm
            JOIN curtailment_plans p ON p.tenant_id = pm.tenant_id AND p.id = pm.plan_id
            WHERE pm.miner_id = m.id AND pm.state NOT IN ('on', 'stuck', 'released') AND p.state IN ('executing', 'executed', 'recovering')
        ), (
            SELECT min('A curtailment of the provider holds this miner.'::text)
            FROM curtailment_reductions r
            WHERE r.tenant_id = m.tenant_id AND r.miner_id = m.id AND r.until_at IS NULL
        ))
    END AS detail
    FROM operations o
    JOIN operation_miners om ON om.tenant_id = o.tenant_id AND om.operation_id = o.id
    JOIN miners m ON m.id = om.miner_id
    WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.id = $1::bigint AND om.state = 'waiting'
) b
WHERE operation_miners.tenant_id = (SELECT app.current_tenant()) AND operation_miners.operation_id = $1::bigint
    AND operation_miners.miner_id = b.miner_id AND operation_miners.state = 'waiting' AND b.detail IS NOT NULL
