SELECT count(*) AS total FROM alert_deliveries d WHERE d.tenant_id = (SELECT app.current_tenant())
