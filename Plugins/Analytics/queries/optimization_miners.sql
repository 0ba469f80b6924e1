-- Miners that may run, page by page: as they do now, or by the nameplate where they do not or where their power is guessed.
SELECT m.id, m.serial_number, coalesce(m.nameplate_hashrate_ths, mo.hashrate_ths) * coalesce(s.modules, 1) AS nameplate_ths,
    coalesce(m.nameplate_power_watts, mo.power_watts) * coalesce(s.modules, 1) AS nameplate_watts,
    CASE WHEN s.last_seen_at >= s.observed_at AND s.observed_at > now() - interval '10 minutes' AND NOT s.power_is_estimated
        THEN s.hashrate_ths END AS hashrate_ths,
    s.power_watts
FROM p_hosting.miners m
LEFT JOIN p_hosting.miner_models mo ON mo.id = m.model_id
LEFT JOIN p_hosting.miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
WHERE m.status = 'active' AND ($1::bigint IS NULL OR m.site_id = $1) AND m.id > $2::bigint
ORDER BY m.id
LIMIT $3::bigint
