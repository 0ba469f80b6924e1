DELETE FROM activities WHERE activities.tenant_id = app.current_tenant() AND activities.id = $1::bigint AND activities.kind IN ('note', 'call', 'mail')
