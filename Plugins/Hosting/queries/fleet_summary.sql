SELECT f.state, count(*) AS miners,
    coalesce(sum(f.hashrate_ths) FILTER (WHERE f.is_current), 0)::float8 AS hashrate_ths,
    coalesce(sum(f.power_watts) FILTER (WHERE f.is_current), 0)::float8 AS power_watts,
    coalesce(sum(f.power_watts) FILTER (WHERE f.is_current AND f.hashrate_ths > 0), 0)::float8 AS hashing_power_watts,
    coalesce(sum(f.nameplate_hashrate_ths), 0)::float8 AS nameplate_hashrate_ths,
    max(f.temperature_celsius) FILTER (WHERE f.is_current) AS temperature_celsius,
    max(f.last_seen_at) AS last_seen_at,
    count(*) FILTER (WHERE f.is_current AND f.power_is_estimated) AS miners_with_estimated_power
FROM (
    SELECT now_is.state, s.hashrate_ths, s.power_watts, s.power_is_estimated, s.temperature_celsius, s.last_seen_at,
        coalesce(m.nameplate_hashrate_ths, mo.hashrate_ths) * coalesce(s.modules, 1) AS nameplate_hashrate_ths,
        coalesce(m.status <> 'offline' AND s.last_seen_at >= s.observed_at AND s.observed_at > now() - interval '3 minutes', false) AS is_current
    FROM miners m
    LEFT JOIN miner_models mo ON mo.id = m.model_id
    LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.status = 'offline' THEN 'offline' WHEN s.miner_id IS NULL THEN 'never_seen'
            WHEN s.observed_at < now() - interval '3 minutes' THEN 'stale' ELSE s.state END AS state
    ) now_is
) f
GROUP BY f.state
ORDER BY f.state
