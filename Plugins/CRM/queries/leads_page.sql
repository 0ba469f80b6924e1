SELECT l.id::text AS id, l.name, l.company, l.email, l.phone, l.source, l.note, l.stage, l.created_at, l.updated_at
FROM leads l
WHERE l.tenant_id = app.current_tenant() AND ($1::text IS NULL OR l.stage = $1)
    AND ($2::text IS NULL OR strpos(lower(concat_ws(' ', l.name, l.company, l.email, l.phone, l.source)), lower($2)) > 0)
ORDER BY l.updated_at DESC, l.id
LIMIT $3::bigint OFFSET $4::bigint
