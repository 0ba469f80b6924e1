-- The tenant's own findings: what is open first, then the newest.
SELECT a.id::text AS id, CASE WHEN a.subject = 'site' AND a.rack IS NOT NULL THEN 'rack' ELSE a.subject END AS subject,
    a.subject_id::text AS subject_id, a.rack, a.kind, a.state, a.since, a.found_at, a.until, a.score, a.observed,
    a.expected, a.neighbours, a.model, a.miners, a.detail, a.explanation, a.acknowledged_at, a.acknowledged_by, m.serial_number,
    coalesce(m.model_id, m.model_name) AS model_id, tn.name AS client, coalesce(si.id, mi.id)::text AS site_id, coalesce(si.name, mi.name) AS site
FROM anomalies a
LEFT JOIN p_hosting.miners m ON a.subject = 'miner' AND m.id = a.subject_id
LEFT JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
LEFT JOIN p_hosting.sites mi ON mi.tenant_id = m.site_tenant_id AND mi.id = m.site_id
LEFT JOIN p_hosting.sites si ON a.subject = 'site' AND si.id = coalesce(a.site_id, a.subject_id)
WHERE a.tenant_id = (SELECT app.current_tenant())
    AND ($1::text IS NULL OR a.state = $1 OR ($1 = 'standing' AND a.state <> 'gone'))
    AND ($2::text IS NULL OR a.kind = $2)
    AND ($3::bigint IS NULL OR (a.subject = 'miner' AND a.subject_id = $3))
    AND ($4::bigint IS NULL OR m.site_id = $4 OR (a.subject = 'site' AND coalesce(a.site_id, a.subject_id) = $4))
    AND ($5::bigint IS NULL OR a.id = $5)
ORDER BY a.state <> 'open', a.state = 'gone', a.since DESC, a.id
LIMIT $6::bigint OFFSET $7::bigint
