-- The miners in sight that are meant to run, page by page in the order of their ids.
SELECT m.id, m.tenant_id AS client, coalesce(m.model_id, m.model_name) AS model_id, m.site_id, m.address, pl.rack,
    coalesce(m.nameplate_hashrate_ths, mo.hashrate_ths) * coalesce(s.modules, 1) AS nameplate_ths,
    coalesce(m.nameplate_power_watts, mo.power_watts) * coalesce(s.modules, 1) AS nameplate_watts,
    coalesce(s.power_is_estimated, false) AS power_is_estimated,
    s.accepted_shares, coalesce(s.rejected_shares, 0) + coalesce(s.stale_shares, 0) AS rejected_shares, s.pool_url, s.pool_user,
    c.accepted_shares AS accepted_before, c.rejected_shares AS rejected_before, c.usual_pool
FROM p_hosting.miners m
LEFT JOIN p_hosting.miner_models mo ON mo.id = m.model_id
LEFT JOIN p_hosting.miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
LEFT JOIN p_hosting.miner_places pl ON pl.tenant_id = m.tenant_id AND pl.miner_id = m.id
LEFT JOIN anomaly_counters c ON c.tenant_id = (SELECT app.current_tenant()) AND c.miner_id = m.id
WHERE m.status = 'active' AND coalesce(s.rate_unit, 'TH/s') = 'TH/s' AND m.id > $1::bigint
ORDER BY m.id
LIMIT $2::bigint
