SELECT r.miner_id::text AS miner_id, m.serial_number, r.from_at, r.until_at, r.baseline_watts, r.curtailed_kwh, r.lost_th_hours
FROM curtailment_reductions r
LEFT JOIN miners m ON m.tenant_id = r.tenant_id AND m.id = r.miner_id
WHERE r.tenant_id = (SELECT app.current_tenant()) AND r.plan_id = $1::bigint
ORDER BY r.miner_id, r.from_at
LIMIT 9000
