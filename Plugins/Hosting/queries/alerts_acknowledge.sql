UPDATE alerts SET acknowledged_at = now(), acknowledged_by = $1
WHERE tenant_id = (SELECT app.current_tenant()) AND opened_at IS NOT NULL AND resolved_at IS NULL AND acknowledged_at IS NULL
