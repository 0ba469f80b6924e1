DELETE FROM alerts WHERE tenant_id = (SELECT app.current_tenant()) AND resolved_at < now() - interval '180 days'
