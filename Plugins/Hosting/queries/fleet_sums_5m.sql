-- Sums what the roll-ups tell of the tenants in sight from $1 until before $2, a row a bucket for the fleet (site 0) and for each site.
-- A bucket still takes in late rows for an hour after its end; that a newer one is there tells that the roll-up went on since then.
INSERT INTO fleet_sums (step_seconds, site_id, bucket, hashrate_ths, power_watts, miners_total, miners_ok, estimated_watts)
SELECT 300, x.site_id, x.bucket, sum(x.hashrate_ths), sum(x.power_watts), sum(x.miners_total), sum(x.miners_ok),
    sum(x.estimated_watts)
FROM (
    SELECT 0::bigint AS site_id, r.bucket, r.hashrate_ths, r.power_watts, r.miners_total, r.miners_ok,
        r.estimated_watts / nullif(r.power_watts_count, 0) AS estimated_watts
    FROM fleet_5m r WHERE r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
    UNION ALL
    SELECT r.site_id, r.bucket, r.hashrate_ths, r.power_watts, r.miners_total, r.miners_ok,
        r.estimated_watts / nullif(r.power_watts_count, 0) AS estimated_watts
    FROM site_fleet_5m r WHERE r.bucket >= $1::timestamptz AND r.bucket < $2::timestamptz
) x
WHERE x.bucket <= now() - interval '3900 seconds' AND x.bucket < least(
    (SELECT max(n.bucket) FROM fleet_5m n WHERE n.bucket > now() - interval '2 days'),
    (SELECT max(n.bucket) FROM site_fleet_5m n WHERE n.bucket > now() - interval '2 days'))
GROUP BY x.site_id, x.bucket
ON CONFLICT (tenant_id, step_seconds, site_id, bucket) DO NOTHING
