-- What a plan took of the tenant's miners: $4 rows after that of the miner $2 and the time $3, each with how many are left from there on.
SELECT r.miner_id::text AS miner_id, m.serial_number, r.from_at, r.until_at, r.baseline_watts, r.curtailed_kwh, r.estimated_kwh, r.lost_th_hours,
    count(*) OVER () AS total
FROM curtailment_reductions r
LEFT JOIN miners m ON m.tenant_id = r.tenant_id AND m.id = r.miner_id
WHERE r.tenant_id = (SELECT app.current_tenant()) AND r.plan_id = $1::bigint
    AND (r.miner_id, r.from_at) > ($2::bigint, $3::timestamptz)
ORDER BY r.miner_id, r.from_at
LIMIT $4::bigint
