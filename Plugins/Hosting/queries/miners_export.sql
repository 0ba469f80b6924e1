-- Miners as a table that an import reads again, with what they do now; the filters are those of miners_search.
SELECT m.id, m.serial_number AS serial, coalesce(mo.id, m.model_name) AS model, tn.id AS client, si.name AS site, m.address,
    m.port::text AS port, m.status, p.rack, p.row_number::text AS row, p.position::text AS position,
    m.nameplate_hashrate_ths::text AS nameplate_hashrate_ths, m.nameplate_power_watts::text AS nameplate_power_watts,
    now_is.state, s.hashrate_ths, s.power_watts, s.temperature_celsius,
    s.last_seen_at
FROM miners m
JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
LEFT JOIN miner_models mo ON mo.id = m.model_id
LEFT JOIN sites si ON si.tenant_id = m.site_tenant_id AND si.id = m.site_id
LEFT JOIN miner_places p ON p.tenant_id = m.tenant_id AND p.miner_id = m.id
LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.status = 'offline' THEN 'offline' WHEN s.miner_id IS NULL THEN 'never_seen'
        WHEN s.observed_at < now() - interval '3 minutes' THEN 'stale' ELSE s.state END AS state
) now_is
WHERE ($1::text IS NULL OR m.status = $1)
    AND ($2::text IS NULL OR now_is.state = $2)
    AND ($3::bigint IS NULL OR m.site_id = $3)
    AND ($4::text IS NULL OR coalesce(m.model_id, m.model_name) = $4)
    AND ($5::text IS NULL OR tn.id = $5)
    AND ($6::text IS NULL OR strpos(lower(m.serial_number), lower($6)) > 0 OR strpos(lower(coalesce(mo.name, m.model_name)), lower($6)) > 0
        OR strpos(lower(m.address), lower($6)) > 0 OR strpos(lower(tn.name), lower($6)) > 0)
    AND m.id > $7::bigint
ORDER BY m.id
LIMIT $8::bigint
