SELECT size, peaks FROM ledgers WHERE tenant_id = app.current_tenant()
