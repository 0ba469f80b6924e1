SELECT t.recorded_at AS bucket, t.hashrate_ths, t.power_watts, t.estimated_watts, t.temperature_celsius, t.board_temperature_celsius, t.fan_rpm
FROM miners m JOIN telemetry t ON t.tenant_id = m.tenant_id AND t.miner_id = m.id
WHERE m.id = $1::bigint AND t.recorded_at >= $2::timestamptz AND t.recorded_at < $3::timestamptz
ORDER BY t.recorded_at
LIMIT 10000
