-- Without filter and in the order of the serial numbers, which are a key: an index range scan that stops after the page, and only the page is joined.
SELECT m.id::text AS id, m.serial_number, tn.id AS client, tn.name AS client_name, mo.id AS model_id, mo.vendor,
    coalesce(mo.name, m.model_name) AS model, si.id::text AS site_id, si.name AS site, m.status, now_is.state, s.state_since,
    s.detail AS state_detail, m.address, m.port, s.hashrate_ths,
    coalesce(m.nameplate_hashrate_ths, mo.hashrate_ths) * coalesce(s.modules, 1) AS nameplate_hashrate_ths,
    s.power_watts, s.power_is_estimated, s.temperature_celsius, s.board_temperature_celsius, s.fan_rpm, s.pool_url, s.uptime_seconds,
    s.firmware, s.last_seen_at
FROM (
    SELECT x.tenant_id, x.id, x.serial_number, x.model_id, x.model_name, x.nameplate_hashrate_ths, x.site_tenant_id, x.site_id, x.status,
        x.address, x.port
    FROM miners x ORDER BY x.tenant_id, x.serial_number LIMIT $1::bigint OFFSET $2::bigint
) m
JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
LEFT JOIN miner_models mo ON mo.id = m.model_id
LEFT JOIN sites si ON si.tenant_id = m.site_tenant_id AND si.id = m.site_id
LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.status = 'offline' THEN 'offline' WHEN s.miner_id IS NULL THEN 'never_seen'
        WHEN s.observed_at < now() - interval '3 minutes' THEN 'stale' ELSE s.state END AS state
) now_is
ORDER BY m.tenant_id, m.serial_number
