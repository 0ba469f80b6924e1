-- The maintenance windows of one miner, its site's among them, that run or are to come.
SELECT w.id::text AS id, w.from_at, w.until_at, w.reason, w.author, w.site_id IS NOT NULL AS is_of_site, w.from_at <= now() AS is_running
FROM miners m
JOIN maintenance_windows w ON w.miner_id = m.id OR w.site_id = m.site_id
WHERE m.id = $1::bigint AND w.until_at > now()
ORDER BY w.from_at
LIMIT 20
