-- The whole days of a span of miners: energy a terahash, of days in which they ran a fifth of the time at least.
SELECT m.id AS miner_id, d.bucket, d.power_watts / d.hashrate_ths AS joules_per_th
FROM p_hosting.miners m
LEFT JOIN p_hosting.miner_models mo ON mo.id = m.model_id
JOIN p_hosting.telemetry_1d d ON d.tenant_id = m.tenant_id AND d.miner_id = m.id
WHERE m.id >= $1::bigint AND m.id <= $2::bigint AND d.bucket >= $3::timestamptz AND d.bucket < $4::timestamptz
    AND d.hashrate_ths > 0.2 * coalesce(m.nameplate_hashrate_ths, mo.hashrate_ths) AND d.power_watts > 0
