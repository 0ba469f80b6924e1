DELETE FROM alert_deliveries WHERE tenant_id = (SELECT app.current_tenant()) AND made_at < now() - interval '30 days'
