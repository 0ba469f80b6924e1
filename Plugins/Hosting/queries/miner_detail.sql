SELECT m.id::text AS id, m.serial_number, tn.id AS client, tn.name AS client_name, mo.id AS model_id, mo.vendor,
    coalesce(mo.name, m.model_name) AS model, si.id::text AS site_id, si.name AS site, m.status, now_is.state, s.state_since,
    s.detail AS state_detail, m.address, m.port, s.hashrate_ths,
    coalesce(m.nameplate_hashrate_ths, mo.hashrate_ths) * coalesce(s.modules, 1) AS nameplate_hashrate_ths,
    s.power_watts, s.power_is_estimated, s.temperature_celsius, s.board_temperature_celsius, s.fan_rpm, s.pool_url, s.uptime_seconds,
    s.firmware, s.last_seen_at,
    coalesce(m.nameplate_power_watts, mo.power_watts) * coalesce(s.modules, 1) AS nameplate_power_watts,
    CASE WHEN m.nameplate_hashrate_ths IS NULL THEN mo.efficiency_j_th
        ELSE round((m.nameplate_power_watts / m.nameplate_hashrate_ths)::numeric, 2)::float8 END AS nameplate_efficiency_j_th,
    m.nameplate_hashrate_ths AS own_hashrate_ths, m.nameplate_power_watts AS own_power_watts,
    s.observed_at, s.rate_value, s.rate_unit, s.rate_window, s.accepted_shares, s.rejected_shares, s.stale_shares, s.hardware_errors,
    s.pool_user, s.reported_model, s.details::jsonb AS details,
    (
        SELECT coalesce(jsonb_agg(n ORDER BY n), '[]') FROM generate_series(0, 62, 1) AS n
        WHERE s.fans_still & s.fans_turned & (1::bigint << n) <> 0
    ) AS stopped_fans, s.commands, m.created_at, p.rack, p.row_number AS row, p.position,
    u.detail AS cannot_sleep_because, u.code AS cannot_sleep_code, u.figures::jsonb AS cannot_sleep_values, u.learned_at AS cannot_sleep_since
FROM miners m
JOIN app.tenant_names tn ON tn.tenant_id = m.tenant_id
LEFT JOIN miner_models mo ON mo.id = m.model_id
LEFT JOIN sites si ON si.tenant_id = m.site_tenant_id AND si.id = m.site_id
LEFT JOIN miner_places p ON p.tenant_id = m.tenant_id AND p.miner_id = m.id
LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
LEFT JOIN sleepless_miners u ON u.tenant_id = m.tenant_id AND u.miner_id = m.id AND u.firmware = s.firmware
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.status = 'offline' THEN 'offline' WHEN s.miner_id IS NULL THEN 'never_seen'
        WHEN s.observed_at < now() - interval '3 minutes' THEN 'stale' ELSE s.state END AS state
) now_is
WHERE m.id = $1::bigint
