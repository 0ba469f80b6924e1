UPDATE alert_rules SET webhook_is_gone = true
WHERE tenant_id = (SELECT app.current_tenant()) AND id = $1::bigint AND webhook_url = $2
