-- The next orders to devices, oldest operation first, marked as out before any of them is sent.
WITH due AS (
    SELECT om.operation_id, om.miner_id
    FROM operations o
    JOIN operation_miners om ON om.tenant_id = o.tenant_id AND om.operation_id = o.id
    WHERE o.tenant_id = (SELECT app.current_tenant()) AND o.finished_at IS NULL AND o.action NOT IN ('set_status', 'set_site')
        AND om.state = 'waiting'
    ORDER BY o.created_at, o.id, om.miner_id
    LIMIT $1::bigint
), claimed AS (
    UPDATE operation_miners SET state = 'sent', changed_at = now()
    FROM due d
    WHERE operation_miners.tenant_id = (SELECT app.current_tenant()) AND operation_miners.operation_id = d.operation_id
        AND operation_miners.miner_id = d.miner_id
    RETURNING operation_miners.operation_id, operation_miners.miner_id, operation_miners.wanted
)
SELECT c.operation_id, c.miner_id, o.action, coalesce(c.wanted, o.arguments) AS wanted, coalesce(o.arguments ->> 'password', 'x') AS password,
    m.serial_number, m.address, m.port, s.firmware
FROM claimed c
JOIN operations o ON o.tenant_id = (SELECT app.current_tenant()) AND o.id = c.operation_id
LEFT JOIN miners m ON m.id = c.miner_id
LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
