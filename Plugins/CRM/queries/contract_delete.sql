DELETE FROM contracts WHERE contracts.tenant_id = app.current_tenant() AND contracts.id = $1::bigint
