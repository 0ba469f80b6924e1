SELECT id FROM app.tenant_names WHERE tenant_id = app.current_tenant()
