-- Which miners a plan is made of, and how many of them tell what they draw: in a few numbers, for a key.
SELECT count(*) AS miners, coalesce(sum(m.id % 1000003), 0)::bigint AS ids,
    count(*) FILTER (
        WHERE s.last_seen_at >= s.observed_at AND s.observed_at > now() - interval '10 minutes' AND NOT s.power_is_estimated) AS live
FROM p_hosting.miners m
LEFT JOIN p_hosting.miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
WHERE m.status = 'active' AND ($1::bigint IS NULL OR m.site_id = $1)
