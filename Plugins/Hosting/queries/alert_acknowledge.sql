UPDATE alerts SET acknowledged_at = coalesce(acknowledged_at, now()), acknowledged_by = coalesce(acknowledged_by, $2)
WHERE tenant_id = (SELECT app.current_tenant()) AND id = $1::bigint AND opened_at IS NOT NULL AND resolved_at IS NULL
