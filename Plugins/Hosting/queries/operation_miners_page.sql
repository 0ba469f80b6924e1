SELECT om.miner_id::text AS miner_id, om.serial_number, om.state, om.outcome, om.detail, om.code,
    om.figures::jsonb AS values, om.changed_at, m.id IS NOT NULL AS is_there,
    count(*) OVER () AS total
FROM operation_miners om
LEFT JOIN miners m ON m.id = om.miner_id
WHERE om.operation_id = $1::bigint AND ($2::text IS NULL OR om.outcome = $2 OR om.outcome IS NULL AND om.state = $2)
ORDER BY om.serial_number, om.miner_id
LIMIT $3::bigint OFFSET $4::bigint
