SELECT id, leaf FROM records WHERE tenant_id = app.current_tenant() AND place IS NULL ORDER BY created_at, id LIMIT $1::bigint
