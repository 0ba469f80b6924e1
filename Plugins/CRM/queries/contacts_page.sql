SELECT c.id::text AS id, c.lead_id::text AS lead_id, c.name, c.position, c.email, c.phone, c.created_at
FROM contacts c
WHERE c.tenant_id = app.current_tenant() AND ($1::text IS NULL OR c.lead_id = $1::bigint)
    AND ($2::text IS NULL OR strpos(lower(concat_ws(' ', c.name, c.position, c.email, c.phone)), lower($2)) > 0)
ORDER BY c.name, c.id
LIMIT $3::bigint OFFSET $4::bigint
