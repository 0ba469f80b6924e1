-- The hours of a span of miners.
SELECT m.id AS miner_id, h.bucket, h.hashrate_ths, h.power_watts,
    coalesce(h.board_temperature_celsius, h.temperature_celsius) AS temperature_celsius, h.fan_rpm
FROM p_hosting.miners m
JOIN p_hosting.telemetry_1h h ON h.tenant_id = m.tenant_id AND h.miner_id = m.id
WHERE m.id >= $1::bigint AND m.id <= $2::bigint AND h.bucket >= $3::timestamptz AND h.bucket < $4::timestamptz
