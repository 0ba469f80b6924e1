-- Rolled-up buckets, and the raw rows of what is not rolled up yet: from the newest bucket on, which may not be whole. One that is days
-- old is: it is read as the others are, for its raw rows may have been dropped.
WITH rolled AS (
    SELECT coalesce(
        max(r.bucket) + CASE WHEN max(r.bucket) < now() - interval '2 days' THEN interval '86400 seconds' ELSE interval '0 seconds' END,
        $2::timestamptz) AS until
    FROM miners m JOIN telemetry_1d r ON r.tenant_id = m.tenant_id AND r.miner_id = m.id
    WHERE m.id = $1::bigint AND r.bucket < $3::timestamptz
)
SELECT x.bucket, x.hashrate_ths, x.power_watts, x.estimated_watts, x.temperature_celsius, x.board_temperature_celsius, x.fan_rpm, x.samples
FROM (
    SELECT r.bucket, r.hashrate_ths, r.power_watts, r.estimated_watts / nullif(r.power_watts_count, 0) AS estimated_watts,
        r.temperature_celsius, r.board_temperature_celsius, r.fan_rpm, r.samples
    FROM miners m JOIN telemetry_1d r ON r.tenant_id = m.tenant_id AND r.miner_id = m.id
    WHERE m.id = $1::bigint AND r.bucket >= $2::timestamptz AND r.bucket < (SELECT rolled.until FROM rolled)
    UNION ALL
    SELECT date_bin(interval '86400 seconds', t.recorded_at, timestamptz '2000-01-01 00:00:00+00'), avg(t.hashrate_ths), avg(t.power_watts),
        sum(t.estimated_watts) / nullif(count(t.power_watts), 0), max(t.temperature_celsius), max(t.board_temperature_celsius),
        avg(t.fan_rpm), count(*)
    FROM miners m JOIN telemetry t ON t.tenant_id = m.tenant_id AND t.miner_id = m.id
    WHERE m.id = $1::bigint AND t.recorded_at >= (SELECT rolled.until FROM rolled) AND t.recorded_at >= $2::timestamptz
        AND t.recorded_at < $3::timestamptz
    GROUP BY 1
) x
ORDER BY x.bucket
LIMIT 10000
