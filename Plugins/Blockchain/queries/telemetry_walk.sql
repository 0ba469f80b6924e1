SELECT days_back FROM telemetry_walks WHERE tenant_id = app.current_tenant()
