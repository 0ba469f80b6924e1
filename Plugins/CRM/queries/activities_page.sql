SELECT a.id::text AS id, a.lead_id::text AS lead_id, a.kind, a.text, a.stage, a.author,
    (SELECT mn.name FROM app.member_names mn WHERE mn.id = a.author) AS author_name, a.happened_at, a.created_at
FROM activities a
WHERE a.tenant_id = app.current_tenant() AND ($1::text IS NULL OR a.lead_id = $1::bigint)
    AND ($2::text IS NULL OR a.kind = $2)
ORDER BY a.happened_at DESC, a.id
LIMIT $3::bigint OFFSET $4::bigint
