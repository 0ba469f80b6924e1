-- Minutes by miner, site or client ($3), the worst first. A round is a minute: the tenant's rounds of a bucket (fleet) are the minutes
-- in which its miners were asked, the rows of a miner those in which it answered. Of the bucket in which a miner was added, the minutes
-- since then are its own; those in which its status was offline are not: nobody asked it then. Each miner's buckets are looked up by the
-- key: joins are planned without knowing how much is in sight.
WITH rounds AS MATERIALIZED (
    SELECT f.tenant_id, sum(f.hashrate_ths_count)::float8 AS asked
    FROM fleet_1h f
    WHERE f.bucket >= $1::timestamptz AND f.bucket < $2::timestamptz
    GROUP BY f.tenant_id
)
SELECT g.id, g.name, count(*) AS miners, sum(w.asked) AS asked_minutes, sum(a.answered) AS answered_minutes,
    sum(a.hashing) AS hashing_minutes, sum(w.curtailed) AS curtailed_minutes,
    count(*) OVER () AS total
FROM miners m
JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
JOIN rounds t ON t.tenant_id = m.tenant_id
LEFT JOIN sites si ON si.tenant_id = m.site_tenant_id AND si.id = m.site_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(r.samples), 0)::float8 AS answered, coalesce(sum(r.hashing), 0) AS hashing, coalesce(sum(r.paused), 0) AS paused
    FROM telemetry_1h r
    WHERE r.tenant_id = m.tenant_id AND r.miner_id = m.id AND r.bucket >= $1 AND r.bucket < $2
) a
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.created_at <= $1 THEN t.asked ELSE (
        SELECT coalesce(sum(CASE WHEN f.bucket >= m.created_at THEN f.hashrate_ths_count
            ELSE least(f.hashrate_ths_count, extract(epoch FROM f.bucket + interval '3600 seconds' - m.created_at)::float8 / 60) END), 0)
        FROM fleet_1h f
        WHERE f.tenant_id = m.tenant_id AND f.bucket >= $1 AND f.bucket < $2 AND f.bucket > m.created_at - interval '3600 seconds'
    ) END AS asked
) q
CROSS JOIN LATERAL (
    SELECT coalesce(sum(extract(epoch FROM least(coalesce(c.until_at, now()), $2) - greatest(c.from_at, $1)) / 60), 0)::float8 AS minutes
    FROM curtailment_reductions c
    WHERE c.tenant_id = m.tenant_id AND c.miner_id = m.id AND c.from_at < $2 AND (c.until_at IS NULL OR c.until_at > $1)
) s
CROSS JOIN LATERAL (
    -- A status holds from the change that brought it to the next one; before the first change it was what that changed. Of an hour that is
    -- not over the rounds so far are those of the time so far.
    SELECT coalesce(sum(h.hashrate_ths_count
        * extract(epoch FROM least(i.stop, h.bucket + interval '3600 seconds') - greatest(i.start, h.bucket))::float8
        / greatest(least(extract(epoch FROM now() - h.bucket)::float8, 3600), 1)), 0) AS rounds
    FROM (
        SELECT greatest(z.from_at, m.created_at, $1) AS start, least(z.until_at, $2, now()) AS stop
        FROM (
            SELECT x.to_status AS status, x.changed_at AS from_at, lead(x.changed_at) OVER (ORDER BY x.changed_at) AS until_at
            FROM miner_status_changes x WHERE x.tenant_id = m.tenant_id AND x.miner_id = m.id
            UNION ALL
            SELECT coalesce(e.from_status, m.status), NULL, e.changed_at
            FROM (SELECT 1) AS always
            LEFT JOIN LATERAL (
                SELECT x.from_status, x.changed_at FROM miner_status_changes x
                WHERE x.tenant_id = m.tenant_id AND x.miner_id = m.id ORDER BY x.changed_at LIMIT 1
            ) e ON true
        ) z
        WHERE z.status = 'offline'
    ) i
    JOIN fleet_1h h ON h.tenant_id = m.tenant_id AND h.bucket >= $1 AND h.bucket > i.start - interval '3600 seconds' AND h.bucket < i.stop
    WHERE i.stop > i.start
) o
CROSS JOIN LATERAL (
    -- What is left of less than a round is none. Out of service a plan keeps nobody asleep.
    SELECT greatest(a.answered, b.asked) AS asked,
        least(greatest(a.answered, b.asked), CASE WHEN b.asked > 0 THEN greatest(a.paused, s.minutes) ELSE a.paused END) AS curtailed
    FROM (SELECT CASE WHEN q.asked - o.rounds >= 1 THEN q.asked - o.rounds ELSE 0 END AS asked) b
) w
CROSS JOIN LATERAL (
    SELECT CASE $3::text WHEN 'miner' THEN m.id::text WHEN 'site' THEN si.id::text ELSE tn.id END AS id,
        CASE $3 WHEN 'miner' THEN m.serial_number WHEN 'site' THEN si.name ELSE tn.name END AS name
) g
WHERE $4::bigint IS NULL OR m.site_id = $4
GROUP BY g.id, g.name
ORDER BY sum(a.hashing) / nullif(sum(w.asked), 0), g.name, g.id
LIMIT $5::bigint OFFSET $6::bigint
