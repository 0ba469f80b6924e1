DELETE FROM alert_rules WHERE tenant_id = (SELECT app.current_tenant()) AND id = $1::bigint
