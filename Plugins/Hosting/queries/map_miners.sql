-- The miners of a site, or of all, as a map shows them: those with a place by rack, then the others in the order of their addresses.
SELECT m.id, m.serial_number, m.address, p.rack, p.row_number, p.position, now_is.state, s.hashrate_ths, s.temperature_celsius
FROM miners m
LEFT JOIN miner_places p ON p.tenant_id = m.tenant_id AND p.miner_id = m.id
LEFT JOIN miner_states s ON s.tenant_id = m.tenant_id AND s.miner_id = m.id
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.status = 'offline' THEN 'offline' WHEN s.miner_id IS NULL THEN 'never_seen'
        WHEN s.observed_at < now() - interval '3 minutes' THEN 'stale' ELSE s.state END AS state
) now_is
WHERE $1::bigint IS NULL OR m.site_id = $1
ORDER BY length(p.rack), p.rack, p.row_number, p.position, m.address::inet, m.port, m.id
LIMIT 20000
