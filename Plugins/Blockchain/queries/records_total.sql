SELECT count(*) AS total FROM records WHERE tenant_id = app.current_tenant() AND ($1::text IS NULL OR kind = $1)
