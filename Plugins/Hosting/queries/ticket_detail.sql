SELECT t.id::text AS id, t.miner_id::text AS miner_id, m.serial_number, tn.id AS client, tn.name AS client_name, t.title, t.body AS text, t.state, t.author,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = t.author) AS author_name, by.id AS author_tenant, t.created_at, t.changed_at, t.closed_at, t.author_tenant_id = (SELECT app.current_tenant()) AS is_own
FROM tickets t
JOIN miners m ON m.tenant_id = t.tenant_id AND m.id = t.miner_id
JOIN app.tenant_names tn ON tn.tenant_id = t.tenant_id
LEFT JOIN app.tenant_names by ON by.tenant_id = t.author_tenant_id
WHERE t.id = $1::bigint
