UPDATE intervals SET problem = $2::text, changed_at = now()
WHERE tenant_id = app.current_tenant() AND size = $1::bigint AND problem IS DISTINCT FROM $2::text
