UPDATE records SET pin_problem = $2::text, pin_asked_at = now() WHERE tenant_id = app.current_tenant() AND id = $1::bigint
