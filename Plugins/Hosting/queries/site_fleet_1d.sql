-- As fleet_1d, of one site.
WITH rolled AS (
    SELECT coalesce(
        max(r.bucket) + CASE WHEN max(r.bucket) < now() - interval '2 days' THEN interval '86400 seconds' ELSE interval '0 seconds' END,
        $1::timestamptz) AS until
    FROM site_fleet_1d r WHERE r.site_id = $3::bigint AND r.bucket < $2::timestamptz
)
SELECT x.bucket, sum(x.hashrate_ths) AS hashrate_ths, sum(x.power_watts) AS power_watts, sum(x.miners_ok) AS miners_ok,
    sum(x.miners_total) AS miners_total
FROM (
    SELECT r.bucket, r.hashrate_ths, r.power_watts, r.miners_ok, r.miners_total FROM site_fleet_1d r
    WHERE r.site_id = $3 AND r.bucket >= $1::timestamptz AND r.bucket < (SELECT rolled.until FROM rolled)
    UNION ALL
    SELECT date_bin(interval '86400 seconds', f.recorded_at, timestamptz '2000-01-01 00:00:00+00'), avg(f.hashrate_ths), avg(f.power_watts),
        avg(f.miners_ok), avg(f.miners_total)
    FROM site_fleet f
    WHERE f.site_id = $3 AND f.recorded_at >= (SELECT rolled.until FROM rolled) AND f.recorded_at >= $1::timestamptz AND f.recorded_at < $2::timestamptz
        AND date_bin(interval '86400 seconds', f.recorded_at, timestamptz '2000-01-01 00:00:00+00') < now() - interval '90 seconds'
    GROUP BY f.tenant_id, 1
) x
GROUP BY x.bucket
ORDER BY x.bucket
LIMIT 10000
