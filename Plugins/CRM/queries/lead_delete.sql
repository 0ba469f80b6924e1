DELETE FROM leads WHERE leads.tenant_id = app.current_tenant() AND leads.id = $1::bigint
