-- Second of five: what would put two miners at one address, or take a miner from the site of the plan that holds it, is not done.
UPDATE operation_miners SET state = 'ended', outcome = 'refused', code = b.code, figures = jsonb_build_object('name', b.name)::text,
    detail = left(CASE b.code WHEN 'address_taken' THEN 'Miner "' || b.name || '" answers at the same address.'
        WHEN 'plan_holds' THEN 'The plan "' || b.name || '" holds this miner.' ELSE 'A curtailment of the provider holds this miner.' END, 500),
    changed_at = now()
FROM (
    SELECT h.miner_id, coalesce(h.serial_number, h.plan, '') AS name,
        CASE WHEN h.serial_number IS NOT NULL THEN 'address_taken' WHEN h.plan IS NOT NULL THEN 'plan_holds'
            WHEN h.is_held_by_provider THEN 'provider_holds' END AS code
    FROM (
        SELECT om.miner_id, CASE o.action WHEN 'set_status' THEN (
                SELECT min(x.serial_number)
                FROM miners x
                LEFT JOIN operation_miners xm ON xm.tenant_id = o.tenant_id AND xm.operation_id = o.id AND xm.miner_id = x.id
                    AND xm.state = 'waiting'
                WHERE x.address = m.address AND x.port = m.port AND x.id <> m.id AND m.status = 'offline'
                    AND coalesce(om.wanted, o.arguments) ->> 'status' <> 'offline'
                    -- Of several that come back at once the first may.
                    AND CASE WHEN xm.miner_id IS NULL THEN x.status <> 'offline'
                        ELSE coalesce(xm.wanted, o.arguments) ->> 'status' <> 'offline' AND (x.status <> 'offline' OR x.id < m.id) END
            ) END AS serial_number,
            CASE o.action WHEN 'set_site' THEN (
                SELECT min(p.name)
                FROM curtailment_plan_miners pm
                JOIN curtailment_plans p ON p.tenant_id = pm.tenant_id AND p.id = pm.plan_id
                WHERE pm.miner_id = m.id AND pm.state NOT IN ('on', 'stuck', 'released') AND p.state IN ('executing', 'executed', 'recovering')
            ) END AS plan,
            o.action = 'set_site' AND EXISTS (
                SELECT FROM curtailment_reductions r
                WHERE r.tenant_id = m.tenant_id AND r.miner_id = m.id AND r.until_at IS NULL
            ) AS is_held_by_provider
        FROM operations o
        JOIN operation_miners om ON om.tenant_id = o.tenant_id AND om.operation_id = o.id
        JOIN miners m ON m.id = om.miner_id
        WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.id = $1::bigint AND om.state = 'waiting'
    ) h
) b
WHERE operation_miners.tenant_id = (SELECT app.current_tenant()) AND operation_miners.operation_id = $1::bigint
    AND operation_miners.miner_id = b.miner_id AND operation_miners.state = 'waiting' AND b.code IS NOT NULL
