SELECT l.id, l.name, l.company, l.email, l.phone, l.source, l.note, l.stage
FROM leads l WHERE l.tenant_id = app.current_tenant() AND l.id > $1::bigint ORDER BY l.id LIMIT $2::bigint
