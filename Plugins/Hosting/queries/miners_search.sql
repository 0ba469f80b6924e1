SELECT m.id::text AS id, m.serial_number, tn.id AS client, tn.name AS client_name, mo.id AS model_id, mo.vendor,
    coalesce(mo.name, m.model_name) AS model, si.id::text AS site_id, si.name AS site, m.status, now_is.state, s.state_since,
    s.detail AS state_detail, m.address, m.port, s.hashrate_ths,
    coalesce(m.nameplate_hashrate_ths, mo.hashrate_ths) * coalesce(s.modules, 1) AS nameplate_hashrate_ths,
    s.power_watts, s.power_is_estimated, s.temperature_celsius, s.board_temperature_celsius, s.fan_rpm, s.pool_url, s.uptime_seconds,
    s.firmware, s.last_seen_at
FROM miners m
JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
LEFT JOIN miner_models mo ON mo.id = m.model_id
LEFT JOIN sites si ON si.tenant_id = m.site_tenant_id AND si.id = m.site_id
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
ORDER BY
    CASE WHEN $8::text = 'asc' THEN CASE $7::text
        WHEN 'serial_number' THEN m.serial_number WHEN 'model' THEN coalesce(mo.name, m.model_name)
        WHEN 'site' THEN si.name WHEN 'client' THEN tn.name
        WHEN 'status' THEN m.status WHEN 'state' THEN now_is.state END END,
    CASE WHEN $8::text = 'desc' THEN CASE $7::text
        WHEN 'serial_number' THEN m.serial_number WHEN 'model' THEN coalesce(mo.name, m.model_name)
        WHEN 'site' THEN si.name WHEN 'client' THEN tn.name
        WHEN 'status' THEN m.status WHEN 'state' THEN now_is.state END END DESC NULLS LAST,
    CASE WHEN $8::text = 'asc' THEN CASE $7::text
        WHEN 'hashrate_ths' THEN s.hashrate_ths WHEN 'power_watts' THEN s.power_watts WHEN 'temperature_celsius' THEN s.temperature_celsius
        WHEN 'uptime_seconds' THEN s.uptime_seconds::float8 END END,
    CASE WHEN $8::text = 'desc' THEN CASE $7::text
        WHEN 'hashrate_ths' THEN s.hashrate_ths WHEN 'power_watts' THEN s.power_watts WHEN 'temperature_celsius' THEN s.temperature_celsius
        WHEN 'uptime_seconds' THEN s.uptime_seconds::float8 END END DESC NULLS LAST,
    m.tenant_id, m.id
LIMIT $9::bigint OFFSET $10::bigint
