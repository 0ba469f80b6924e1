-- The miners that a selection leaves, the first of them by name, for whoever is about to do something with all.
SELECT m.id::text AS id, m.serial_number, tn.name AS client_name, coalesce(mo.name, m.model_name) AS model, count(*) OVER () AS total
FROM miners m
JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
LEFT JOIN miner_models mo ON mo.id = m.model_id
LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.status = 'offline' THEN 'offline' WHEN s.miner_id IS NULL THEN 'never_seen'
        WHEN s.observed_at < now() - interval '3 minutes' THEN 'stale' ELSE s.state END AS state
) now_is
WHERE ($1::jsonb IS NULL OR m.id IN (SELECT e.value::bigint FROM jsonb_array_elements_text($1::jsonb) AS e (value)))
    AND ($2::text IS NULL OR m.status = $2)
    AND ($3::text IS NULL OR now_is.state = $3)
    AND ($4::bigint IS NULL OR m.site_id = $4)
    AND ($5::text IS NULL OR coalesce(m.model_id, m.model_name) = $5)
    AND ($6::text IS NULL OR tn.id = $6)
    AND ($7::text IS NULL OR strpos(lower(m.serial_number), lower($7)) > 0 OR strpos(lower(coalesce(mo.name, m.model_name)), lower($7)) > 0
        OR strpos(lower(m.address), lower($7)) > 0 OR strpos(lower(tn.name), lower($7)) > 0)
ORDER BY m.serial_number, m.id
LIMIT $8::bigint
