SELECT si.id::text AS id, si.name, si.location, si.capacity_mw, si.market, tn.id AS provider, count(m.id) AS miners,
    coalesce(sum(s.power_watts), 0)::float8 / 1000000 AS power_mw, si.created_at
FROM sites si
LEFT JOIN app.tenant_names tn ON tn.tenant_id = si.tenant_id
LEFT JOIN miners m ON m.site_tenant_id = si.tenant_id AND m.site_id = si.id
LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id AND s.observed_at > now() - interval '3 minutes'
    AND s.last_seen_at >= s.observed_at AND m.status <> 'offline'
GROUP BY si.tenant_id, si.id, si.name, si.location, si.capacity_mw, si.market, tn.id, si.created_at
ORDER BY si.name, si.id
LIMIT $1::bigint OFFSET $2::bigint
