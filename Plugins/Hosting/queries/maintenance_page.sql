-- Windows that were made together are told together: a site, or so many miners. Those that run or are to come first.
SELECT min(w.id)::text AS id, w.from_at, w.until_at, w.reason, w.author, w.created_at, max(si.name) AS site, w.site_id::text AS site_id,
    count(w.miner_id) AS miners, min(m.serial_number) AS serial_number,
    CASE WHEN w.until_at <= now() THEN 'over' WHEN w.from_at <= now() THEN 'running' ELSE 'planned' END AS state,
    w.author_tenant_id = (SELECT app.current_tenant()) AS is_own, count(*) OVER () AS total,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = w.author) AS author_name
FROM maintenance_windows w
LEFT JOIN sites si ON si.id = w.site_id
LEFT JOIN miners m ON m.id = w.miner_id
WHERE $1::text IS NULL
    OR $1 = CASE WHEN w.until_at <= now() THEN 'over' WHEN w.from_at <= now() THEN 'running' ELSE 'planned' END
GROUP BY w.author_tenant_id, w.site_id, w.from_at, w.until_at, w.reason, w.author, w.created_at
ORDER BY w.until_at <= now(), CASE WHEN w.until_at <= now() THEN now() - w.until_at ELSE w.from_at - now() END, min(w.id)
LIMIT $2::bigint OFFSET $3::bigint
