-- Whoever was told to sleep and was not seen at work since, but for two rounds of falling rates, rests if it hashes nothing.
-- The tenant's own miners: a provider sees its clients' too, but each tenant collects what is its own.
SELECT m.id, m.site_id, m.address, m.port, coalesce(m.nameplate_hashrate_ths, mo.hashrate_ths) AS nameplate_hashrate_ths,
    coalesce(m.nameplate_power_watts, mo.power_watts) AS nameplate_power_watts, s.commands, s.state, s.state_since, s.firmware, s.reported_model,
    r.received_at AS reply_received_at,
    coalesce(r.watched_until > now(), false) AS is_watched,
    coalesce(po.sleeps AND (s.hashed_at IS NULL OR s.hashed_at <= po.ordered_at + interval '2 minutes'), false) AS is_told_to_sleep
FROM miners m
LEFT JOIN miner_models mo ON mo.id = m.model_id
LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
LEFT JOIN power_orders po ON po.tenant_id = m.tenant_id AND po.miner_id = m.id
LEFT JOIN miner_replies r ON r.tenant_id = m.tenant_id AND r.miner_id = m.id
WHERE m.tenant_id = (SELECT app.current_tenant()) AND m.status <> 'offline' AND m.id > $1::bigint
ORDER BY m.id
LIMIT $2::bigint
