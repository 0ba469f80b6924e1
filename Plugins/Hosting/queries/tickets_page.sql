-- Open ones first, what changed last on top.
SELECT t.id::text AS id, t.miner_id::text AS miner_id, m.serial_number, tn.id AS client, tn.name AS client_name, t.title, t.body AS text, t.state, t.author,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = t.author) AS author_name, by.id AS author_tenant, t.created_at, t.changed_at, t.closed_at, t.author_tenant_id = (SELECT app.current_tenant()) AS is_own,
    count(*) OVER () AS total
FROM tickets t
JOIN miners m ON m.tenant_id = t.tenant_id AND m.id = t.miner_id
JOIN app.tenant_names tn ON tn.tenant_id = t.tenant_id
LEFT JOIN app.tenant_names by ON by.tenant_id = t.author_tenant_id
WHERE ($1::text IS NULL OR t.state = $1)
    AND ($2::bigint IS NULL OR t.miner_id = $2)
    AND ($3::text IS NULL OR strpos(lower(t.title), lower($3)) > 0 OR strpos(lower(m.serial_number), lower($3)) > 0
        OR strpos(lower(tn.name), lower($3)) > 0)
ORDER BY t.state = 'closed', t.changed_at DESC, t.id
LIMIT $4::bigint OFFSET $5::bigint
