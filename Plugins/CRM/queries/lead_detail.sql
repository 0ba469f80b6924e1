SELECT l.id::text AS id, l.name, l.company, l.email, l.phone, l.source, l.note, l.stage, l.created_at, l.updated_at
FROM leads l WHERE l.tenant_id = app.current_tenant() AND l.id = $1::bigint
