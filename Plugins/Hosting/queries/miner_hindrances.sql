-- What keeps a miner from being changed as $2 status, $3 address and $4 port say, from another site, or from being deleted: another miner at its
-- address, the plan that holds it; that of somebody else has no name here.
SELECT h.hindrance, h.name
FROM (
    SELECT 'address' AS hindrance, min(o.serial_number) AS name
    FROM miners m
    JOIN miners o ON o.address = coalesce($3::text, m.address) AND o.port = coalesce($4::bigint, m.port) AND o.id <> m.id
    WHERE m.id = $1::bigint AND o.status <> 'offline' AND coalesce($2::text, m.status) <> 'offline'
        AND (m.status = 'offline' OR o.address <> m.address OR o.port <> m.port)
    GROUP BY m.id
    UNION ALL
    SELECT 'plan', min(p.name)
    FROM miners m
    JOIN curtailment_plan_miners pm ON pm.miner_id = m.id
    JOIN curtailment_plans p ON p.tenant_id = pm.tenant_id AND p.id = pm.plan_id
    WHERE m.id = $1::bigint AND pm.state NOT IN ('on', 'stuck', 'released') AND p.state IN ('executing', 'executed', 'recovering')
    GROUP BY m.id
    UNION ALL
    SELECT 'reduction', NULL
    FROM miners m
    JOIN curtailment_reductions r ON r.tenant_id = m.tenant_id AND r.miner_id = m.id
    WHERE m.id = $1::bigint AND r.until_at IS NULL
    GROUP BY m.id
) h
ORDER BY h.hindrance
