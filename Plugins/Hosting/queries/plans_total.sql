SELECT count(*) AS total FROM curtailment_plans p WHERE p.tenant_id = (SELECT app.current_tenant()) AND ($1::text IS NULL OR p.state = $1)
