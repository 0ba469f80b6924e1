-- Minutes by miner, site or client ($3), the worst first. A round is a minute: the tenant's rounds of a bucket (fleet) are the minutes
-- in which its miners were asked, the rows of a miner those in which it answered. Of the bucket in which a miner was added, the minutes
-- since then are its own.
WITH rounds AS (
    SELECT f.tenant_id, f.bucket, f.hashrate_ths_count::float8 AS asked
    FROM fleet_1h f
    WHERE f.bucket >= $1::timestamptz AND f.bucket < $2::timestamptz
), answers AS (
    SELECT r.tenant_id, r.miner_id, r.bucket, r.samples::float8 AS answered, coalesce(r.hashing, 0) AS hashing, coalesce(r.paused, 0) AS paused
    FROM telemetry_1h r
    WHERE r.bucket >= $1 AND r.bucket < $2
), asleep AS (
    SELECT c.tenant_id, c.miner_id,
        sum(extract(epoch FROM least(coalesce(c.until_at, now()), $2) - greatest(c.from_at, $1)) / 60)::float8 AS minutes
    FROM curtailment_reductions c
    WHERE c.from_at < $2 AND (c.until_at IS NULL OR c.until_at > $1)
    GROUP BY c.tenant_id, c.miner_id
), miner_minutes AS (
    SELECT m.tenant_id, m.id, m.serial_number, m.site_tenant_id, m.site_id,
        sum(greatest(coalesce(a.answered, 0), CASE WHEN r.bucket >= m.created_at THEN r.asked
            ELSE least(r.asked, extract(epoch FROM r.bucket + interval '3600 seconds' - m.created_at)::float8 / 60) END)) AS asked,
        sum(coalesce(a.answered, 0)) AS answered, sum(coalesce(a.hashing, 0)) AS hashing,
        sum(coalesce(a.paused, 0)) AS paused
    FROM miners m
    JOIN rounds r ON r.tenant_id = m.tenant_id AND r.bucket > m.created_at - interval '3600 seconds'
    LEFT JOIN answers a ON a.tenant_id = m.tenant_id AND a.miner_id = m.id AND a.bucket = r.bucket
    WHERE $4::bigint IS NULL OR m.site_id = $4
    GROUP BY m.tenant_id, m.id
)
SELECT g.id, g.name, count(*) AS miners, sum(x.asked) AS asked_minutes, sum(x.answered) AS answered_minutes, sum(x.hashing) AS hashing_minutes,
    sum(least(x.asked, greatest(x.paused, coalesce(s.minutes, 0)))) AS curtailed_minutes, count(*) OVER () AS total
FROM miner_minutes x
JOIN app.tenant_names tn ON tn.tenant_id = x.tenant_id
LEFT JOIN sites si ON si.tenant_id = x.site_tenant_id AND si.id = x.site_id
LEFT JOIN asleep s ON s.tenant_id = x.tenant_id AND s.miner_id = x.id
CROSS JOIN LATERAL (
    SELECT CASE $3::text WHEN 'miner' THEN x.id::text WHEN 'site' THEN si.id::text ELSE tn.id END AS id,
        CASE $3 WHEN 'miner' THEN x.serial_number WHEN 'site' THEN si.name ELSE tn.name END AS name
) g
GROUP BY g.id, g.name
ORDER BY sum(x.hashing) / nullif(sum(x.asked), 0), g.name, g.id
LIMIT $5::bigint OFFSET $6::bigint
