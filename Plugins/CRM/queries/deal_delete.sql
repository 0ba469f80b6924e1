DELETE FROM deals WHERE deals.tenant_id = app.current_tenant() AND deals.id = $1::bigint
