-- The sum of the tenants in sight, each a mean of its rounds in the bucket: a provider's from its own sums as far as they reach, else and
-- from there on added up here. A bucket that has just begun lacks those whose round is still to come: it would show as a dip, so it is left
-- out until each had its turn. Raw rows stand in for what is not rolled up yet: from the newest bucket on, unless that is days old, so whole,
-- and its raw rows may have been dropped.
WITH summed AS (
    SELECT coalesce(max(s.bucket) + interval '300 seconds', $1::timestamptz) AS until
    FROM fleet_sums s
    WHERE s.tenant_id = (SELECT app.current_tenant()) AND s.step_seconds = 300 AND s.site_id = 0 AND s.bucket >= $1::timestamptz
        AND s.bucket < $2::timestamptz
), rolled AS (
    SELECT coalesce(
        max(r.bucket) + CASE WHEN max(r.bucket) < now() - interval '2 days' THEN interval '300 seconds' ELSE interval '0 seconds' END,
        (SELECT summed.until FROM summed)) AS until
    FROM fleet_5m r
    WHERE r.bucket >= (SELECT summed.until FROM summed) AND r.bucket < $2::timestamptz
)
SELECT x.bucket, sum(x.hashrate_ths) AS hashrate_ths, sum(x.power_watts) AS power_watts, sum(x.estimated_watts) AS estimated_watts,
    sum(x.miners_ok) AS miners_ok, sum(x.miners_total) AS miners_total
FROM (
    SELECT s.bucket, s.hashrate_ths, s.power_watts, s.estimated_watts, s.miners_ok, s.miners_total FROM fleet_sums s
    WHERE s.tenant_id = (SELECT app.current_tenant()) AND s.step_seconds = 300 AND s.site_id = 0 AND s.bucket >= $1::timestamptz
        AND s.bucket < $2::timestamptz
    UNION ALL
    SELECT r.bucket, r.hashrate_ths, r.power_watts, r.estimated_watts / nullif(r.power_watts_count, 0), r.miners_ok, r.miners_total
    FROM fleet_5m r
    WHERE r.bucket >= (SELECT summed.until FROM summed) AND r.bucket < (SELECT rolled.until FROM rolled)
    UNION ALL
    SELECT date_bin(interval '300 seconds', f.recorded_at, timestamptz '2000-01-01 00:00:00+00'), avg(f.hashrate_ths), avg(f.power_watts),
        sum(f.estimated_watts) / nullif(count(f.power_watts), 0), avg(f.miners_ok), avg(f.miners_total)
    FROM fleet f
    WHERE f.recorded_at >= (SELECT rolled.until FROM rolled) AND f.recorded_at >= (SELECT summed.until FROM summed)
        AND f.recorded_at < $2::timestamptz AND date_bin(interval '300 seconds', f.recorded_at, timestamptz '2000-01-01 00:00:00+00') < now() - interval '90 seconds'
    GROUP BY f.tenant_id, 1
) x
GROUP BY x.bucket
ORDER BY x.bucket
LIMIT 10000
