SELECT count(*) AS total
FROM anomalies a
LEFT JOIN p_hosting.miners m ON a.subject = 'miner' AND m.id = a.subject_id
WHERE a.tenant_id = (SELECT app.current_tenant())
    AND ($1::text IS NULL OR a.state = $1 OR ($1 = 'standing' AND a.state <> 'gone'))
    AND ($2::text IS NULL OR a.kind = $2)
    AND ($3::bigint IS NULL OR (a.subject = 'miner' AND a.subject_id = $3))
    AND ($4::bigint IS NULL OR m.site_id = $4 OR (a.subject = 'site' AND coalesce(a.site_id, a.subject_id) = $4))
